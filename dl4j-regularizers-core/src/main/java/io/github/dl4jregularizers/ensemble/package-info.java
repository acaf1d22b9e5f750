/**
 * Ensembles: predictions of several networks combined.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.ensemble;
