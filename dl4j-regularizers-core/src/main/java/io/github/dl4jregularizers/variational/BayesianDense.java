package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.noise.NoiseSource;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Bayes by Backprop: a dense layer whose weights have a Gaussian distribution, learned by the evidence lower bound.
 *
 * <p>Formula: weights are N(w, sigma^2) with w and log sigma^2 learned; the bias is a point estimate. Training draws
 * the weights, by local reparameterization or {@link GradientEstimator Flipout}. Inference uses the means w; {@code
 * MonteCarloDropout} samples the weights for predictive uncertainty. The score contains {@link KlWeight} times D =
 * E[-log p(w)] - T H, with the prior p ({@link WeightPrior}), the entropy H of the weights and the temperature T. At T
 * = 1, D is the Kullback-Leibler divergence KL(N(w, sigma^2) || p). The paper learns rho with sigma = log(1 + exp(rho))
 * instead of log sigma^2, which changes the path of training but not the bound.
 *
 * <p>Shapes: [batch, nIn] to [batch, nOut]. Parameters {@code W}, {@code b} and {@code logVariance} (log sigma^2);
 * weight decay does not apply to {@code logVariance}. Leave weight decay of {@code W} out: the prior is its place.
 *
 * <p>Defaults: prior N(0, 1), temperature 1, initial standard deviation 0.01, local reparameterization, with bias. The
 * {@link KlWeight}, which also has the warm-up, is required.
 *
 * <p>Errors: {@code IllegalArgumentException} for values out of range; for sequences, whose time steps would count as
 * examples; for DL4J's weight noise on the layer; and in HALF networks.
 *
 * <p>Paper: Blundell, Cornebise, Kavukcuoglu and Wierstra, "Weight Uncertainty in Neural Networks", ICML 2015;
 * temperature: Wenzel et al., "How Good is the Bayes Posterior in Deep Neural Networks Really?", ICML 2020.
 */
public final class BayesianDense extends GaussianWeightDense {

    private static final long serialVersionUID = 1;

    @JsonProperty
    private BayesianSettings settings;

    private BayesianDense() {}

    private BayesianDense(Builder builder) {
        super(builder);
        settings = builder.draft.settings();
    }

    @Override
    public BayesianDense withNoise(NoiseSource source) {
        return (BayesianDense) super.withNoise(source);
    }

    @Override
    BayesianSettings settings() {
        return settings;
    }

    @Override
    public BayesianDense clone() {
        return (BayesianDense) super.clone();
    }

    /** Builder with DL4J's usual methods of dense layers, and those of {@link BayesianDense}. */
    @SuppressWarnings("unchecked") // DL4J declares build() with a type variable.
    public static final class Builder extends DenseBuilder<Builder> implements BayesianOptions<Builder> {

        private final BayesianSettings.Draft draft = new BayesianSettings.Draft();

        /** Starts with a bias, the prior N(0, 1) and local reparameterization. */
        public Builder() {}

        @Override
        public BayesianSettings.Draft draft() {
            return draft;
        }

        @Override
        public Builder self() {
            return this;
        }

        /**
         * Builds the layer.
         *
         * @return a new configuration
         * @throws IllegalArgumentException if klWeight is missing or a value is outside its range
         */
        @Override
        public BayesianDense build() {
            return new BayesianDense(this);
        }
    }
}
