/**
 * The layout of weights: units, matrices, and which parameters a regularization acts on.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.internal.weights;
