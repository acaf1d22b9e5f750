/**
 * Predictions with their uncertainty, from networks trained with noise:
 * {@link io.github.dl4jregularizers.inference.MonteCarloDropout} samples the noise at inference, and a
 * {@link io.github.dl4jregularizers.inference.PredictiveDistribution} says what the samples tell.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.inference;
