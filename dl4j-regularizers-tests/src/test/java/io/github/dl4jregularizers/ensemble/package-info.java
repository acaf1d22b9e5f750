/** Tests of the package io.github.dl4jregularizers.ensemble. */
package io.github.dl4jregularizers.ensemble;
