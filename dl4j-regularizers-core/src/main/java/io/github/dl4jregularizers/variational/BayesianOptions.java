package io.github.dl4jregularizers.variational;

/**
 * Builder options of {@link BayesianDense} and {@link BayesianConvolution2D}.
 *
 * @param <B> the builder
 */
interface BayesianOptions<B> extends PriorOptions<B> {

    /**
     * Sets how training draws. Default: local reparameterization.
     *
     * @param gradientEstimator not null
     * @return this
     */
    default B estimator(GradientEstimator gradientEstimator) {
        draft().estimator = gradientEstimator;
        return self();
    }
}
