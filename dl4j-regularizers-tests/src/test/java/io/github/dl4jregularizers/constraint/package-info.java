/** Tests of the package io.github.dl4jregularizers.constraint. */
package io.github.dl4jregularizers.constraint;
