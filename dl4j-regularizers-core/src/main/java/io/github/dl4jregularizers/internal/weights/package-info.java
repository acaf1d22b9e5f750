/**
 * The layout of weights: units, matrices, and the parameters of a regularization.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.internal.weights;
