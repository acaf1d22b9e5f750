package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Bayes by Backprop for a simple recurrent layer: the weights have a Gaussian distribution.
 *
 * <p>Formula: h[t] = f(x[t] W + h[t-1] RW + b), with {@code W} and {@code RW} as in {@link BayesianLSTM}. A training
 * pass draws each weight once, for all examples and time steps.
 *
 * <p>Shapes, parameters, masks, truncated backpropagation, defaults, errors and paper are those of {@link
 * BayesianLSTM}. LayerNorm is not available.
 */
public final class BayesianSimpleRnn extends BaseRecurrentLayer implements Stochastic, SelfDescribed {

    private static final long serialVersionUID = 1;

    @JsonProperty
    private BayesianSettings settings;

    private transient NoiseSource noise;

    private BayesianSimpleRnn() {}

    private BayesianSimpleRnn(Builder builder) {
        super(builder);
        settings = builder.draft.ofRecurrent();
        initializeConstraints(builder);
        constraints = BayesianRecurrent.constraints(this, builder);
    }

    BayesianSettings settings() {
        return settings;
    }

    NoiseSource noise() {
        return noise;
    }

    @Override
    public BayesianSimpleRnn withNoise(NoiseSource source) {
        BayesianSimpleRnn copy = clone();
        copy.noise = Arguments.required("source", source);
        return copy;
    }

    @Override
    public boolean drawsPerExample() {
        return false;
    }

    @Override
    public Optional<String> weightNoiseRefusal() {
        return Optional.of(GaussianWeightLayer.NO_WEIGHT_NOISE);
    }

    @Override
    public ParamInitializer initializer() {
        return VariationalParamInitializer.RECURRENT;
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        return BayesianRecurrent.runtime(this, conf, listeners, index, parameters, initialize, type);
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return BayesianRecurrent.memoryReport(this, inputType);
    }

    @Override
    public BayesianSimpleRnn clone() {
        return (BayesianSimpleRnn) super.clone();
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof BayesianSimpleRnn;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BayesianSimpleRnn
                && super.equals(other)
                && settings.equals(((BayesianSimpleRnn) other).settings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), settings);
    }

    @Override
    public String toString() {
        return "BayesianSimpleRnn(" + super.toString() + ", " + settings + ")";
    }

    /** Builder with DL4J's usual methods of recurrent layers, and those of {@link BayesianSimpleRnn}. */
    @SuppressWarnings("unchecked") // DL4J declares build() with a type variable.
    public static final class Builder extends BaseRecurrentLayer.Builder<Builder> implements PriorOptions<Builder> {

        private final BayesianSettings.Draft draft = new BayesianSettings.Draft();

        /** Starts with the prior N(0, 1), the temperature 1 and an initial standard deviation of 0.01. */
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
        public BayesianSimpleRnn build() {
            return new BayesianSimpleRnn(this);
        }
    }
}
