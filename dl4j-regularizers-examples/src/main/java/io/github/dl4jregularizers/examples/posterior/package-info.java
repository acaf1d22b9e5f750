/**
 * Comparison of approximate posteriors and ensembles at equal numbers of forward passes.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.posterior;
