/** Tests of the package io.github.dl4jregularizers.penalty. */
package io.github.dl4jregularizers.penalty;
