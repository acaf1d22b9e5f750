package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.config.Pruning;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Optional;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Sparse variational dropout: a dense layer that learns a variance per weight and prunes, at inference, the weights
 * that are mostly noise.
 *
 * <p>Formula: weights are N(w, sigma^2) with w and log sigma^2 learned. In training, y = f(x w + b + sqrt(x^2 sigma^2)
 * eps) with one standard normal eps per element of y (local reparameterization). At inference, y = f(x w' + b), where
 * w' is 0 if log alpha = log sigma^2 - log w^2 is above the pruning threshold, and w otherwise. The score contains
 * {@link KlWeight} times the sum over weights of KL = 0.63576 (1 - sigmoid(1.87320 + 1.48695 log alpha)) + log(1 + 1 /
 * alpha) / 2. KL approximates the divergence from a log-uniform prior. Clipped to [-10, 10], log alpha has no gradient
 * at the bounds.
 *
 * <p>Shapes: [batch, nIn] to [batch, nOut]. Parameters {@code W}, {@code b} and {@code logVariance} (log sigma^2);
 * weight decay does not apply to {@code logVariance}.
 *
 * <p>Defaults: initial log sigma^2 = -10, pruning above log alpha = 3, with bias. Binary dropout of that variance has a
 * drop rate of 0.95. The {@link KlWeight} is required.
 *
 * <p>Errors: {@code IllegalArgumentException} for values out of range, DL4J's weight noise on the layer, and HALF
 * networks. Also for sequences: their time steps would count as examples.
 *
 * <p>Paper: Molchanov, Ashukha and Vetrov, "Variational Dropout Sparsifies Deep Neural Networks", ICML 2017; Kingma,
 * Salimans and Welling, "Variational Dropout and the Local Reparameterization Trick", NIPS 2015.
 */
public final class VariationalDense extends GaussianWeightDense {

    private static final long serialVersionUID = 1;

    @JsonProperty
    private VariationalSettings settings;

    private VariationalDense() {}

    private VariationalDense(Builder builder) {
        super(builder);
        settings = builder.draft.settings();
    }

    @Override
    public VariationalDense withNoise(NoiseSource source) {
        return (VariationalDense) super.withNoise(source);
    }

    @Override
    public Optional<Pruning> pruning() {
        return Optional.of(settings.pruning());
    }

    @Override
    VariationalSettings settings() {
        return settings;
    }

    @Override
    public VariationalDense clone() {
        return (VariationalDense) super.clone();
    }

    /** Builder with DL4J's usual methods of dense layers, and those of {@link VariationalDense}. */
    @SuppressWarnings("unchecked") // DL4J declares build() with a type variable.
    public static final class Builder extends DenseBuilder<Builder> implements VariationalOptions<Builder> {

        private final VariationalSettings.Draft draft = new VariationalSettings.Draft();

        /** Starts with a bias, log variance -10 and pruning threshold 3. */
        public Builder() {}

        @Override
        public VariationalSettings.Draft draft() {
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
        public VariationalDense build() {
            return new VariationalDense(this);
        }
    }
}
