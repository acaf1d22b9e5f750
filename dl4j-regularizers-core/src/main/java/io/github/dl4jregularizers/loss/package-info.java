/**
 * Loss functions for output and loss layers, as DL4J's {@code ILossFunction}: label smoothing, focal loss, confidence
 * penalty, losses for noisy labels, Gaussian negative log-likelihood, flooding.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.loss;
