package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.config.Pruning;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Optional;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Sparse variational dropout for two-dimensional convolutions: {@link VariationalDense} with a convolution in place of
 * the matrix product.
 *
 * <p>Formula: in training, y = f(conv(x, w) + b + sqrt(conv(x^2, sigma^2)) eps) with one standard normal eps per
 * element of y. Inference, pruning and divergence as in {@link VariationalDense}.
 *
 * <p>Shapes: as {@code ConvolutionLayer}, NCHW and NHWC, with stride, dilation, padding and every convolution mode.
 * Parameters {@code W}, {@code b} and {@code logVariance} (log sigma^2); weight decay does not apply to {@code
 * logVariance}. ND4J's convolution computes it, with and without {@code OneDnn}.
 *
 * <p>Defaults: initial log sigma^2 = -10, pruning above log alpha = 3, with bias, NCHW, kernel 5 x 5, stride 1. The
 * {@link KlWeight} is required.
 *
 * <p>Errors: {@code IllegalArgumentException} for values out of range, for DL4J's weight noise on the layer, and in
 * HALF networks.
 *
 * <p>Paper: Molchanov, Ashukha and Vetrov, "Variational Dropout Sparsifies Deep Neural Networks", ICML 2017, section
 * 4.3.
 */
public final class VariationalConvolution2D extends GaussianWeightConvolution {

    private static final long serialVersionUID = 1;

    @JsonProperty
    private VariationalSettings settings;

    private VariationalConvolution2D() {}

    private VariationalConvolution2D(Builder builder) {
        super(builder);
        settings = builder.draft.settings();
    }

    @Override
    public VariationalConvolution2D withNoise(NoiseSource source) {
        return (VariationalConvolution2D) super.withNoise(source);
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
    public VariationalConvolution2D clone() {
        return (VariationalConvolution2D) super.clone();
    }

    /** Builder with DL4J's usual methods of convolutions, and those of {@link VariationalConvolution2D}. */
    @SuppressWarnings("unchecked") // DL4J declares build() with a type variable.
    public static final class Builder extends ConvolutionBuilder<Builder> implements VariationalOptions<Builder> {

        private final VariationalSettings.Draft draft = new VariationalSettings.Draft();

        /**
         * Creates a builder for a kernel of the given size.
         *
         * @param kernelSize height and width; one number for a square kernel; none for 5 x 5
         */
        public Builder(int... kernelSize) {
            super(kernelSize);
        }

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
        public VariationalConvolution2D build() {
            validateGeometry();
            return new VariationalConvolution2D(this);
        }
    }
}
