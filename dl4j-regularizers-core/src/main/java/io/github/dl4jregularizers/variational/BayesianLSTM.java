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
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Bayes by Backprop for an LSTM: the weights have a Gaussian distribution, learned by the evidence lower bound.
 *
 * <p>Formula: input weights {@code W} and recurrent weights {@code RW} are N(w, sigma^2) with w and log sigma^2
 * learned. The bias is a point estimate. A training pass draws each weight once, w + sigma eps, for all examples and
 * time steps. Inference uses the means w; {@code MonteCarloDropout} draws the weights once per sample. The equations
 * are those of DL4J's {@code LSTM}. Score, prior and temperature are as in {@link BayesianDense}.
 *
 * <p>Shapes: [batch, nIn, time] to [batch, nOut, time], or NWC. Parameters {@code W}, {@code RW}, {@code b}, {@code
 * logVariance} of {@code W} and {@code recurrentLogVariance} of {@code RW}. Weight decay does not apply to the
 * variances. Also inside {@code LastTimeStep}, {@code MaskZeroLayer} and {@code Bidirectional}. Masked time steps have
 * a state of 0.
 *
 * <p>The divergence counts once per sequence. With truncated backpropagation each segment draws anew, as in the paper,
 * and the divergence counts once per segment. Multiply the number of examples in {@link KlWeight} by the segments per
 * sequence.
 *
 * <p>Defaults: prior N(0, 1), temperature 1, initial standard deviation 0.01, forget gate bias 1. The {@link KlWeight}
 * is required. Computes with ND4J operations, not with the cuDNN helper of DL4J's LSTM.
 *
 * <p>Errors: {@code IllegalArgumentException} for values out of range, for DL4J's weight noise on the layer, and in
 * HALF networks.
 *
 * <p>Paper: Fortunato, Blundell and Vinyals, "Bayesian Recurrent Neural Networks", 2017, without posterior sharpening.
 */
public final class BayesianLSTM extends AbstractLSTM implements Stochastic, SelfDescribed {

    private static final long serialVersionUID = 1;

    @JsonProperty
    private BayesianSettings settings;

    private transient NoiseSource noise;

    private BayesianLSTM() {}

    private BayesianLSTM(Builder builder) {
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
    public BayesianLSTM withNoise(NoiseSource source) {
        BayesianLSTM copy = clone();
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
    public BayesianLSTM clone() {
        return (BayesianLSTM) super.clone();
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof BayesianLSTM;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BayesianLSTM && super.equals(other) && settings.equals(((BayesianLSTM) other).settings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), settings);
    }

    @Override
    public String toString() {
        return "BayesianLSTM(" + super.toString() + ", " + settings + ")";
    }

    /** Builder with DL4J's usual methods of recurrent layers, and those of {@link BayesianLSTM}. */
    @SuppressWarnings("unchecked") // DL4J declares build() with a type variable.
    public static final class Builder extends AbstractLSTM.Builder<Builder> implements PriorOptions<Builder> {

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
        public BayesianLSTM build() {
            return new BayesianLSTM(this);
        }
    }
}
