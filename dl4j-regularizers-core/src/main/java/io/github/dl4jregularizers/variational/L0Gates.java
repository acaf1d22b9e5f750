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
 * Gates that learn which units or channels a network can do without, as a layer of its own: L0 regularization by hard
 * concrete gates. A gate that has closed is exactly 0 at inference, and what feeds only it can be left out.
 *
 * <p>Formula: y = x z_c with a gate z_c for each unit or channel c; z = min(1, max(0, s (zeta - gamma) + gamma)). In
 * training s = sigmoid((log u - log(1 - u) + logAlpha_c) / temperature) with u drawn from U(0, 1); at inference s =
 * sigmoid(logAlpha_c). The score gets lambda * groupSize * (sum over c of P(z_c &gt; 0)), the expected number of weights
 * that the open gates keep, with P(z_c &gt; 0) = sigmoid(logAlpha_c - temperature * log(-gamma / zeta)). After every update
 * logAlpha is clipped to [-log 100, log 100], as in the authors' code, so that a closed gate can open again.
 *
 * <p>Shapes: feed-forward, recurrent and convolutional activations in every data format; output as input; a gate of a
 * sequence is the same at all time steps. Parameter {@code logAlpha}, [channels], which no weight decay touches.
 *
 * <p>Where: after what computes the units (after its normalisation, which would undo the gates) and before what uses them,
 * or first, to choose among features. Weights below or above the gates should decay a little or be normalised: large ones
 * would make up for small gates. A gate closes where logAlpha falls to log(-gamma / zeta), -2.4 by default, and Adam moves
 * it by about the learning rate at an iteration: in a short training, give this layer an {@code updater} of its own.
 *
 * <p>Defaults: temperature 2/3, gamma -0.1 and zeta 1.1, as in the paper; initial retain probability 0.5 and one draw for
 * the whole batch, as in the authors' code; a group size of 1, so that lambda is the price of a unit. Lambda has to be
 * given: it is the paper's, which the authors set to about 1 / N for N training examples, with the number of a unit's
 * weights as its group size. All gates start alike, where the authors add a spread of 0.01. The format is that of the
 * network's input type; a network without one has to declare channels last, and the number of channels.
 *
 * <p>Errors: {@code IllegalArgumentException} at build for values out of range, an activation function, and time steps
 * that were made examples.
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
     * The gates at inference, which are deterministic.
     *
     * @param logAlpha the layer's parameter, such as {@code network.getParam("2_logAlpha")}
     * @return a new array, [channels], in [0, 1]: 0 for the units and channels that the network does without
     * @throws IllegalArgumentException if logAlpha is missing
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

    /** What one gate that is open adds to the score at that time. */
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

        /** Starts with the paper's distribution, at retain probability 0.5, one draw for the whole batch. */
        public Builder() {}

        /**
         * What an open gate adds to the score for each weight of its group. Has to be given.
         *
         * @param price finite, at least 0
         * @return this
         */
        public Builder lambda(double price) {
            return lambda(new FixedSchedule(price));
        }

        /**
         * A lambda that changes in training.
         *
         * @param price schedule over iterations or epochs; each value, finite and at least 0, is checked when it is used
         * @return this
         */
        public Builder lambda(ISchedule price) {
            lambda = price;
            return this;
        }

        /**
         * How many weights a closed gate saves, if lambda is the price of a weight.
         *
         * @param weights at least 1
         * @return this
         */
        public Builder groupSize(long weights) {
            groupSize = weights;
            return this;
        }

        /**
         * Where every gate starts: sigmoid(logAlpha), the probability that its smooth number is above 1/2.
         *
         * @param probability in [0.01, 0.99]
         * @return this
         */
        public Builder initialRetainProbability(double probability) {
            initialRetainProbability = probability;
            return this;
        }

        /**
         * Whether every example has draws of its own, which makes gradients less noisy; otherwise the gates are the same
         * for the whole batch.
         *
         * @param perExample true for draws for each example
         * @return this
         */
        public Builder gatesPerExample(boolean perExample) {
            gatesPerExample = perExample;
            return this;
        }

        /**
         * The temperature of the concrete distribution (the paper's beta): the lower, the nearer to 0 or 1 are its
         * numbers.
         *
         * @param beta in [0.01, 10]
         * @return this
         */
        public Builder temperature(double beta) {
            temperature = beta;
            return this;
        }

        /**
         * The interval that the concrete distribution is stretched to: the wider, the more gates are exactly 0 or 1.
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
         * The layer.
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
