/**
 * Noise on weights: {@link io.github.dl4jregularizers.dropconnect.DropConnect} and
 * {@link io.github.dl4jregularizers.dropconnect.GaussianWeightNoise} are layers around any DL4J layer with weights,
 * {@link io.github.dl4jregularizers.dropconnect.EmbeddingDropout} is one around an embedding. In training the layer
 * computes, forward and backward, with disturbed weights; at inference with its own.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.dropconnect;
