package io.github.dl4jregularizers.variational;

/**
 * Builder options of all Bayesian layers.
 *
 * @param <B> the builder
 */
interface PriorOptions<B> extends KlOption<B> {

    @Override
    BayesianSettings.Draft draft();

    /**
     * Sets the prior of every weight. Default: {@code WeightPrior.gaussian(1)}.
     *
     * @param weightPrior not null
     * @return this
     */
    default B prior(WeightPrior weightPrior) {
        draft().prior = weightPrior;
        return self();
    }

    /**
     * Sets the temperature T of the posterior: the weights approximate (likelihood times prior)^(1/T). Below 1 is a
     * cold posterior, with smaller variances. Default: 1.
     *
     * @param value finite, above 0
     * @return this
     */
    default B temperature(double value) {
        draft().temperature = value;
        return self();
    }

    /**
     * Sets the initial standard deviation of every weight. Default: 0.01.
     *
     * @param sigma in [1e-8, 100]; small compared with the initial weights
     * @return this
     */
    default B initialDeviation(double sigma) {
        draft().initialDeviation = sigma;
        return self();
    }
}
