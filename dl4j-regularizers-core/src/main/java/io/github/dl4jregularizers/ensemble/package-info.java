/** Ensembles: predictions of several networks combined. */
package io.github.dl4jregularizers.ensemble;
