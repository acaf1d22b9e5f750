/**
 * Loss functions for output and loss layers, as DL4J's {@code ILossFunction}: label smoothing, focal loss, confidence
 * penalty, flooding. Also losses for noisy labels, and the Gaussian negative log-likelihood.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.loss;
