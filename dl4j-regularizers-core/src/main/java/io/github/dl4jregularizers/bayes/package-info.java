/**
 * Posterior distributions of a network's parameters: samples by stochastic gradient Langevin dynamics ({@link
 * io.github.dl4jregularizers.bayes.StochasticGradientLangevinDynamics}, {@link
 * io.github.dl4jregularizers.bayes.PosteriorSamples}), a Gaussian around the average of a training ({@link
 * io.github.dl4jregularizers.bayes.SwaGaussian}), and a Laplace approximation of the last layer ({@link
 * io.github.dl4jregularizers.bayes.LastLayerLaplace}). Layers that learn a distribution per weight are in {@code
 * variational}.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.bayes;
