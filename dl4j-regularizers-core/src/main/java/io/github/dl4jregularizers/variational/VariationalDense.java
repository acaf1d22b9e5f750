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
public final class VariationalDense extends FeedForwardLayer implements Stochastic, SelfDescribed {

    private static final long serialVersionUID = 1;

    @JsonProperty
    private boolean hasBias;

    @JsonProperty
    private VariationalSettings settings;

    private transient NoiseSource noise;

    private VariationalDense() {}

    private VariationalDense(Builder builder) {
        super(builder);
        hasBias = builder.hasBias;
        settings = builder.draft.settings();
        initializeConstraints(builder);
    }

    @Override
    public VariationalDense withNoise(NoiseSource source) {
        VariationalDense copy = clone();
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
        LayerValidation.assertNInNOutSet("VariationalDense", getLayerName(), layerIndex, getNIn(), getNOut());
        VariationalSettings.refuseWeightNoise(this);
        return LearnedNoise.built(
                new VariationalDenseRuntime(conf, networkDataType),
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
        return new LayerMemoryReport.Builder(layerName, VariationalDense.class, inputType, outputType)
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
    public VariationalDense clone() {
        return (VariationalDense) super.clone();
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof VariationalDense;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VariationalDense
                && super.equals(other)
                && hasBias == ((VariationalDense) other).hasBias
                && settings.equals(((VariationalDense) other).settings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), hasBias, settings);
    }

    @Override
    public String toString() {
        return "VariationalDense(" + super.toString() + ", hasBias=" + hasBias + ", " + settings + ")";
    }

    /** Builder with DL4J's usual methods of dense layers, and those of {@link VariationalDense}. */
    @SuppressWarnings("unchecked")
    public static final class Builder extends FeedForwardLayer.Builder<Builder> implements VariationalOptions<Builder> {

        private boolean hasBias = true;
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
         * Sets whether there is a bias.
         *
         * @param bias false for none
         * @return this
         */
        public Builder hasBias(boolean bias) {
            hasBias = bias;
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
