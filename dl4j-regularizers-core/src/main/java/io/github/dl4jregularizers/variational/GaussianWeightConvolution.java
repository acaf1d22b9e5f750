package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
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

/** A convolution with weights N(w, sigma^2): all but the settings, which are the subclass's. */
abstract class GaussianWeightConvolution extends ConvolutionLayer implements Stochastic, SelfDescribed {

    private static final long serialVersionUID = 1;

    private transient NoiseSource noise;

    GaussianWeightConvolution() {}

    GaussianWeightConvolution(ConvolutionBuilder<?> builder) {
        super(builder);
        cnn2dDataFormat = builder.dataFormat;
    }

    @Override
    public GaussianWeightConvolution withNoise(NoiseSource source) {
        GaussianWeightConvolution copy = clone();
        copy.noise = Arguments.required("source", source);
        return copy;
    }

    /** The settings of the weights. */
    abstract WeightSettings settings();

    @Override
    public boolean drawsPerExample() {
        return settings().drawsPerExample();
    }

    @Override
    public Optional<String> weightNoiseRefusal() {
        return Optional.of(GaussianWeightLayer.NO_WEIGHT_NOISE);
    }

    NoiseSource noise() {
        return noise == null ? BackendNoise.INSTANCE : noise;
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> trainingListeners,
            int layerIndex,
            INDArray layerParamsView,
            boolean initializeParams,
            DataType networkDataType) {
        LayerValidation.assertNInNOutSet(getClass().getSimpleName(), getLayerName(), layerIndex, getNIn(), getNOut());
        GaussianWeightLayer.refuseWeightNoise(this);
        return LearnedNoise.built(
                new GaussianWeightConvolutionRuntime(conf, networkDataType),
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
    public GaussianWeightConvolution clone() {
        return (GaussianWeightConvolution) super.clone();
    }

    @Override
    protected boolean canEqual(Object other) {
        return getClass().isInstance(other);
    }

    @Override
    public boolean equals(Object other) {
        return other != null
                && getClass() == other.getClass()
                && super.equals(other)
                && settings().equals(((GaussianWeightConvolution) other).settings());
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), settings());
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + super.toString() + ", " + settings() + ")";
    }

    /**
     * Builder with DL4J's usual methods of convolutions.
     *
     * @param <B> the builder
     */
    abstract static class ConvolutionBuilder<B extends ConvolutionBuilder<B>> extends BaseConvBuilder<B> {

        private CNN2DFormat dataFormat = CNN2DFormat.NCHW;

        ConvolutionBuilder(int... kernelSize) {
            if (kernelSize.length > 0) {
                setKernelSize(kernelSize);
            }
        }

        /**
         * Sets the format of the activations. Default: NCHW.
         *
         * @param format NCHW or NHWC
         * @return this
         */
        @SuppressWarnings("unchecked") // B is the builder's own class.
        public B dataFormat(CNN2DFormat format) {
            dataFormat = format;
            return (B) this;
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

        final void validateGeometry() {
            ConvolutionUtils.validateConvolutionModePadding(convolutionMode, padding);
            ConvolutionUtils.validateCnnKernelStridePadding(kernelSize, stride, padding);
        }
    }
}
