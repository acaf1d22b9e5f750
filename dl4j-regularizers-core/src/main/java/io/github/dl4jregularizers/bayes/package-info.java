/**
 * Posterior distributions of a network's parameters: {@link io.github.dl4jregularizers.bayes.PosteriorSamples} of
 * {@link io.github.dl4jregularizers.bayes.StochasticGradientLangevinDynamics}, a Gaussian around the average of a
 * training ({@link io.github.dl4jregularizers.bayes.SwaGaussian}), and a Laplace approximation of the last layer
 * ({@link io.github.dl4jregularizers.bayes.LastLayerLaplace}). Layers that learn a distribution per weight are in
 * {@code variational}.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.bayes;
