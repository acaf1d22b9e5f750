/** Tests of the package io.github.dl4jregularizers.internal. */
package io.github.dl4jregularizers.internal;
