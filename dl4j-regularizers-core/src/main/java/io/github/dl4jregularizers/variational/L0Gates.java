package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.Pruning;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * L0 regularization by hard concrete gates: learns which units, channels or input features to remove. A closed gate is
 * exactly 0 at inference.
 *
 * <p>Formula: y = x z_c with one gate z_c per unit or channel c; z = min(1, max(0, s (zeta - gamma) + gamma)). In
 * training s = sigmoid((log u - log(1 - u) + logAlpha_c) / temperature) with u drawn from U(0, 1); at inference s =
 * sigmoid(logAlpha_c). The score contains lambda * groupSize * (sum over c of P(z_c &gt; 0)): lambda times the expected
 * number of weights behind open gates. P(z_c &gt; 0) = sigmoid(logAlpha_c - temperature * log(-gamma / zeta)). After
 * every update, logAlpha is clipped to [-log 100, log 100], as in the authors' code, so that a closed gate can open
 * again.
 *
 * <p>Shapes: feed-forward, recurrent and convolutional activations in every data format; output as input. A gate is the
 * same at all time steps. Parameter {@code logAlpha}, [channels]; weight decay does not apply to it.
 *
 * <p>Placement: after the layer that computes the units (and after its normalization, which would undo the gates), or
 * first in the network, to select features. Decay or normalize the weights next to the gates: large weights compensate
 * for small gates. A gate closes where logAlpha falls below log(-gamma / zeta), -2.4 by default. Adam moves logAlpha by
 * about the learning rate per iteration, so a short training needs a larger learning rate here: set this layer's {@code
 * updater}.
 *
 * <p>Defaults: temperature 2/3, gamma -0.1 and zeta 1.1, as in the paper. Initial retain probability 0.5 and one draw
 * per batch, as in the authors' code. Group size 1: lambda is the penalty per unit. Lambda is required. The authors set
 * it to about 1 / N for N training examples, with the weights per unit as the group size. All gates start equal; the
 * authors add noise of 0.01. The data format is that of the network's input type; a network without one has to set the
 * number of channels and a channels-last format.
 *
 * <p>Errors: {@code IllegalArgumentException} for values out of range, for an activation function, for time steps that
 * were reshaped to examples, and in HALF networks.
 *
 * <p>Paper: Louizos, Welling and Kingma, "Learning Sparse Neural Networks through L0 Regularization", ICLR 2018.
 */
public final class L0Gates extends ChannelwiseNoise implements SelfDescribed {

    static final String LOG_ALPHA_KEY = "logAlpha";

    @JsonProperty
    private ISchedule lambda;

    @JsonProperty
    private long groupSize;

    @JsonProperty
    private double initialRetainProbability;

    @JsonProperty
    private boolean gatesPerExample;

    @JsonProperty
    private HardConcrete concrete;

    private L0Gates() {}

    private L0Gates(Builder builder) {
        super(builder);
        lambda = Arguments.required("lambda", builder.lambda);
        if (lambda instanceof FixedSchedule) {
            Arguments.nonNegative("lambda", lambda.valueAt(0, 0));
        }
        groupSize = Arguments.atLeast("groupSize", builder.groupSize, 1);
        initialRetainProbability =
                Arguments.between("initialRetainProbability", builder.initialRetainProbability, 0.01, 0.99);
        gatesPerExample = builder.gatesPerExample;
        concrete = new HardConcrete(builder.temperature, builder.gamma, builder.zeta);
    }

    /**
     * Returns the gates at inference, which are deterministic.
     *
     * @param logAlpha the layer's parameter, such as {@code network.getParam("2_logAlpha")}
     * @return a new array, [channels], in [0, 1]; 0 for a closed gate
     * @throws IllegalArgumentException if logAlpha is null
     */
    public INDArray gates(INDArray logAlpha) {
        return concrete.withoutNoise(Arguments.required("logAlpha", logAlpha).dup());
    }

    @Override
    public L0Gates withNoise(NoiseSource source) {
        return (L0Gates) super.withNoise(source);
    }

    @Override
    public Optional<Pruning> pruning() {
        return Optional.of(new Pruning("gates", parameters -> gates(parameters.apply(LOG_ALPHA_KEY))));
    }

    @Override
    public boolean drawsPerExample() {
        return gatesPerExample;
    }

    HardConcrete concrete() {
        return concrete;
    }

    /** Returns the score of an open gate at an iteration and epoch. */
    double price(int iteration, int epoch) {
        return groupSize * Arguments.nonNegative("lambda at iteration " + iteration, lambda.valueAt(iteration, epoch));
    }

    @Override
    String parameterKey() {
        return LOG_ALPHA_KEY;
    }

    @Override
    double initialValue() {
        return Math.log(initialRetainProbability / (1 - initialRetainProbability));
    }

    @Override
    ChannelwiseRuntime<?> runtime(NeuralNetConfiguration conf, DataType networkDataType) {
        return new L0GatesRuntime(conf, networkDataType);
    }

    @Override
    public L0Gates clone() {
        return (L0Gates) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        if (!super.equals(other)) {
            return false;
        }
        L0Gates that = (L0Gates) other;
        return lambda.equals(that.lambda)
                && groupSize == that.groupSize
                && initialRetainProbability == that.initialRetainProbability
                && gatesPerExample == that.gatesPerExample
                && concrete.equals(that.concrete);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), lambda, groupSize, initialRetainProbability, gatesPerExample, concrete);
    }

    @Override
    public String toString() {
        return "L0Gates(" + layerName + ", " + nIn + " gates, lambda "
                + (lambda instanceof FixedSchedule ? lambda.valueAt(0, 0) : lambda) + " x " + groupSize
                + ", retain probability from " + initialRetainProbability + (gatesPerExample ? ", per example, " : ", ")
                + concrete + ")";
    }

    /** Builder; only lambda has to be set in a network with an input type. */
    @SuppressWarnings("unchecked")
    public static final class Builder extends ChannelwiseNoise.Builder<Builder> {

        private ISchedule lambda;
        private long groupSize = 1;
        private double initialRetainProbability = 0.5;
        private boolean gatesPerExample;
        private double temperature = 2.0 / 3;
        private double gamma = -0.1;
        private double zeta = 1.1;

        /** Starts with the paper's distribution, retain probability 0.5 and one draw per batch. */
        public Builder() {}

        /**
         * Sets the score of an open gate, per weight of its group. Required.
         *
         * @param price finite, at least 0
         * @return this
         */
        public Builder lambda(double price) {
            return lambda(new FixedSchedule(price));
        }

        /**
         * Sets a scheduled lambda.
         *
         * @param price schedule over iterations or epochs; each value, finite and at least 0, is checked when it is
         *     used
         * @return this
         */
        public Builder lambda(ISchedule price) {
            lambda = price;
            return this;
        }

        /**
         * Sets the number of weights behind a gate, if lambda is the penalty per weight. Default: 1.
         *
         * @param weights at least 1
         * @return this
         */
        public Builder groupSize(long weights) {
            groupSize = weights;
            return this;
        }

        /**
         * Sets the initial sigmoid(logAlpha) of every gate: the probability that the concrete variable is above 1/2.
         * Default: 0.5.
         *
         * @param probability in [0.01, 0.99]
         * @return this
         */
        public Builder initialRetainProbability(double probability) {
            initialRetainProbability = probability;
            return this;
        }

        /**
         * Sets whether every example has its own draw, for gradients of less variance. Default: false, one draw per
         * batch.
         *
         * @param perExample true for one draw per example
         * @return this
         */
        public Builder gatesPerExample(boolean perExample) {
            gatesPerExample = perExample;
            return this;
        }

        /**
         * Sets the temperature of the concrete distribution (the paper's beta). Lower values concentrate it near 0 and
         * 1.
         *
         * @param beta in [0.01, 10]
         * @return this
         */
        public Builder temperature(double beta) {
            temperature = beta;
            return this;
        }

        /**
         * Sets the stretch of the concrete distribution. A wider interval has more gates of exactly 0 and 1.
         *
         * @param from the paper's gamma, in [-1, -0.05]
         * @param to the paper's zeta, in [1.05, 2]
         * @return this
         */
        public Builder stretch(double from, double to) {
            gamma = from;
            zeta = to;
            return this;
        }

        /**
         * Builds the layer.
         *
         * @return a new configuration
         * @throws IllegalArgumentException if lambda is missing or a value is outside its range
         */
        @Override
        public L0Gates build() {
            return new L0Gates(this);
        }
    }
}
