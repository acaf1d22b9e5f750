package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.noise.NoiseSource;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Bayes by Backprop for two-dimensional convolutions: {@link BayesianDense} with a convolution in place of the matrix
 * product.
 *
 * <p>Formula: as {@link BayesianDense}. Local reparameterization draws per position, y = f(conv(x, w) + b +
 * sqrt(conv(x^2, sigma^2)) eps), although the positions of an example share weights: each marginal distribution is
 * right, the correlation between positions is lost. {@link GradientEstimator#FLIPOUT} keeps the correlation.
 *
 * <p>Shapes: as {@code ConvolutionLayer}, NCHW and NHWC, with stride, dilation, padding and every convolution mode.
 * Parameters {@code W}, {@code b} and {@code logVariance} (log sigma^2); weight decay does not apply to {@code
 * logVariance}. ND4J's convolution computes it, with and without {@code OneDnn}.
 *
 * <p>Defaults: prior N(0, 1), temperature 1, initial standard deviation 0.01, local reparameterization, with bias,
 * NCHW, kernel 5 x 5, stride 1. The {@link KlWeight} is required.
 *
 * <p>Errors: {@code IllegalArgumentException} for values out of range, for DL4J's weight noise on the layer, and in
 * HALF networks.
 *
 * <p>Paper: Blundell, Cornebise, Kavukcuoglu and Wierstra, "Weight Uncertainty in Neural Networks", ICML 2015; Wen et
 * al., "Flipout: Efficient Pseudo-Independent Weight Perturbations on Mini-Batches", ICLR 2018.
 */
public final class BayesianConvolution2D extends GaussianWeightConvolution {

    private static final long serialVersionUID = 1;

    @JsonProperty
    private BayesianSettings settings;

    private BayesianConvolution2D() {}

    private BayesianConvolution2D(Builder builder) {
        super(builder);
        settings = builder.draft.settings();
    }

    @Override
    public BayesianConvolution2D withNoise(NoiseSource source) {
        return (BayesianConvolution2D) super.withNoise(source);
    }

    @Override
    BayesianSettings settings() {
        return settings;
    }

    @Override
    public BayesianConvolution2D clone() {
        return (BayesianConvolution2D) super.clone();
    }

    /** Builder with DL4J's usual methods of convolutions, and those of {@link BayesianConvolution2D}. */
    @SuppressWarnings("unchecked") // DL4J declares build() with a type variable.
    public static final class Builder extends ConvolutionBuilder<Builder> implements BayesianOptions<Builder> {

        private final BayesianSettings.Draft draft = new BayesianSettings.Draft();

        /**
         * Creates a builder for a kernel of the given size.
         *
         * @param kernelSize height and width; one number for a square kernel; none for 5 x 5
         */
        public Builder(int... kernelSize) {
            super(kernelSize);
        }

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
        public BayesianConvolution2D build() {
            validateGeometry();
            return new BayesianConvolution2D(this);
        }
    }
}
