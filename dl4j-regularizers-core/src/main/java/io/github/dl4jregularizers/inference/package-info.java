/**
 * Predictions with uncertainty. {@link io.github.dl4jregularizers.inference.MonteCarloDropout} samples the noise of a
 * network at inference. {@link io.github.dl4jregularizers.inference.PredictiveDistribution} holds the statistics of the
 * samples.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.inference;
