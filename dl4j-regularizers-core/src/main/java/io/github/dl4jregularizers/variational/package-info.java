/**
 * Layers that learn their noise: variational dropout with a variance per weight ({@link
 * io.github.dl4jregularizers.variational.VariationalDense}, {@link
 * io.github.dl4jregularizers.variational.VariationalConvolution2D}) or per unit ({@link
 * io.github.dl4jregularizers.variational.LearnedGaussianDropout}), and L0 gates ({@link
 * io.github.dl4jregularizers.variational.L0Gates}). Their divergence or penalty is part of the score and the gradient.
 * {@link io.github.dl4jregularizers.variational.Sparsity} counts the pruned weights and gates.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.variational;
