package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.Pruning;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.util.ConvolutionUtils;
import org.deeplearning4j.util.ValidationUtils;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
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
public final class VariationalConvolution2D extends ConvolutionLayer implements Stochastic, SelfDescribed {

    private static final long serialVersionUID = 1;

    @JsonProperty
    private VariationalSettings settings;

    private transient NoiseSource noise;

    private VariationalConvolution2D() {}

    private VariationalConvolution2D(Builder builder) {
        super(builder);
        cnn2dDataFormat = builder.dataFormat;
        settings = builder.draft.settings();
    }

    @Override
    public VariationalConvolution2D withNoise(NoiseSource source) {
        VariationalConvolution2D copy = clone();
        copy.noise = Arguments.required("source", source);
        return copy;
    }

    @Override
    public Optional<String> weightNoiseRefusal() {
        return Optional.of(VariationalSettings.NO_WEIGHT_NOISE);
    }

    @Override
    public Optional<Pruning> pruning() {
        return Optional.of(settings.pruning());
    }

    @Override
    public boolean drawsPerExample() {
        return true;
    }

    NoiseSource noise() {
        return noise == null ? BackendNoise.INSTANCE : noise;
    }

    VariationalSettings settings() {
        return settings;
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> trainingListeners,
            int layerIndex,
            INDArray layerParamsView,
            boolean initializeParams,
            DataType networkDataType) {
        LayerValidation.assertNInNOutSet("VariationalConvolution2D", getLayerName(), layerIndex, getNIn(), getNOut());
        VariationalSettings.refuseWeightNoise(this);
        return LearnedNoise.built(
                new VariationalConvolution2DRuntime(conf, networkDataType),
                conf,
                trainingListeners,
                layerIndex,
                layerParamsView,
                initializeParams);
    }

    @Override
    public ParamInitializer initializer() {
        return VariationalParamInitializer.CONVOLUTION;
    }

    @Override
    public VariationalConvolution2D clone() {
        return (VariationalConvolution2D) super.clone();
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof VariationalConvolution2D;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VariationalConvolution2D
                && super.equals(other)
                && settings.equals(((VariationalConvolution2D) other).settings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), settings);
    }

    @Override
    public String toString() {
        return "VariationalConvolution2D(" + super.toString() + ", " + settings + ")";
    }

    /** Builder with DL4J's usual methods of convolutions, and those of {@link VariationalConvolution2D}. */
    @SuppressWarnings("unchecked")
    public static final class Builder extends BaseConvBuilder<Builder> implements VariationalOptions<Builder> {

        private CNN2DFormat dataFormat = CNN2DFormat.NCHW;
        private final VariationalSettings.Draft draft = new VariationalSettings.Draft();

        /**
         * Creates a builder for a kernel of the given size.
         *
         * @param kernelSize height and width; one number for a square kernel; none for 5 x 5
         */
        public Builder(int... kernelSize) {
            if (kernelSize.length > 0) {
                setKernelSize(kernelSize);
            }
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
         * Sets the format of the activations.
         *
         * @param format NCHW or NHWC
         * @return this
         */
        public Builder dataFormat(CNN2DFormat format) {
            dataFormat = format;
            return this;
        }

        @Override
        public void setKernelSize(int[] kernelSize) {
            this.kernelSize = ValidationUtils.validate2NonNegative(kernelSize, false, "kernelSize");
        }

        @Override
        public void setStride(int[] stride) {
            this.stride = ValidationUtils.validate2NonNegative(stride, false, "stride");
        }

        @Override
        public void setPadding(int[] padding) {
            this.padding = ValidationUtils.validate2NonNegative(padding, false, "padding");
        }

        @Override
        public void setDilation(int[] dilation) {
            this.dilation = ValidationUtils.validate2NonNegative(dilation, false, "dilation");
        }

        @Override
        protected boolean allowCausal() {
            return false;
        }

        /**
         * Builds the layer.
         *
         * @return a new configuration
         * @throws IllegalArgumentException if klWeight is missing or a value is outside its range
         */
        @Override
        public VariationalConvolution2D build() {
            ConvolutionUtils.validateConvolutionModePadding(convolutionMode, padding);
            ConvolutionUtils.validateCnnKernelStridePadding(kernelSize, stride, padding);
            return new VariationalConvolution2D(this);
        }
    }
}
