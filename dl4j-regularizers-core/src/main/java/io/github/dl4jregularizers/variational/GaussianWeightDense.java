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
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** A dense layer with weights N(w, sigma^2): all but the settings, which are the subclass's. */
abstract class GaussianWeightDense extends FeedForwardLayer implements Stochastic, SelfDescribed {

    private static final long serialVersionUID = 1;

    @JsonProperty
    private boolean hasBias;

    private transient NoiseSource noise;

    GaussianWeightDense() {}

    GaussianWeightDense(DenseBuilder<?> builder) {
        super(builder);
        hasBias = builder.hasBias;
        initializeConstraints(builder);
    }

    @Override
    public GaussianWeightDense withNoise(NoiseSource source) {
        GaussianWeightDense copy = clone();
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

    /**
     * Tests whether there is a bias.
     *
     * @return as given
     */
    public boolean hasBias() {
        return hasBias;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        KlWeight.refuseTimeSteps(this, inputType);
        if (inputType instanceof InputType.InputTypeRecurrent) {
            throw KlWeight.timeStepsAsExamples(this, inputType);
        }
        super.setNIn(inputType, override);
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
                new GaussianWeightDenseRuntime(conf, networkDataType),
                conf,
                trainingListeners,
                layerIndex,
                layerParamsView,
                initializeParams);
    }

    @Override
    public ParamInitializer initializer() {
        return VariationalParamInitializer.DENSE;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        InputType outputType = getOutputType(-1, inputType);
        long parameters = initializer().numParams(this);
        return new LayerMemoryReport.Builder(layerName, getClass(), inputType, outputType)
                .standardMemory(parameters, getIUpdater().stateSize(parameters))
                .workingMemory(
                        0,
                        0,
                        3 * getNIn() * getNOut(),
                        2 * inputType.arrayElementsPerExample() + 4 * outputType.arrayElementsPerExample())
                .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .build();
    }

    @Override
    public GaussianWeightDense clone() {
        return (GaussianWeightDense) super.clone();
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
                && hasBias == ((GaussianWeightDense) other).hasBias
                && settings().equals(((GaussianWeightDense) other).settings());
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), hasBias, settings());
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + super.toString() + ", hasBias=" + hasBias + ", " + settings() + ")";
    }

    /**
     * Builder with DL4J's usual methods of dense layers.
     *
     * @param <B> the builder
     */
    abstract static class DenseBuilder<B extends DenseBuilder<B>> extends FeedForwardLayer.Builder<B> {

        private boolean hasBias = true;

        DenseBuilder() {}

        /**
         * Sets whether there is a bias. Default: true.
         *
         * @param bias false for none
         * @return this
         */
        @SuppressWarnings("unchecked") // B is the builder's own class.
        public B hasBias(boolean bias) {
            hasBias = bias;
            return (B) this;
        }
    }
}
