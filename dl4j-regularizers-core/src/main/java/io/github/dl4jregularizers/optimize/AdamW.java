package io.github.dl4jregularizers.optimize;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.LayerTree;
import java.util.List;
import java.util.function.BiPredicate;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Adam with decoupled weight decay on the weights, and on nothing else.
 *
 * <p>Formula: theta = theta - lr * weightDecay * theta - lr * mhat / (sqrt(vhat) + epsilon), the same numbers as {@code
 * torch.optim.AdamW}; only weights decay, not biases, the gains and shifts of BatchNorm and LayerNorm, or PReLU's slope.
 * The decay is not part of the score.
 *
 * <pre>{@code
 * MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()....build();
 * AdamW.builder().learningRate(1e-3).weightDecay(0.05).build().applyTo(conf);
 * AdamW.describe(conf).forEach(System.out::println);
 * MultiLayerNetwork network = new MultiLayerNetwork(conf);
 * }</pre>
 *
 * <p>This is no {@code IUpdater}: an updater never sees the parameters, and one that only seems to decay would be a trap.
 * {@link #applyTo} changes a built configuration before a network is made of it: every layer, inside wrappers too, gets
 * the {@link BiasCorrectedAdam} updater in place of any the user set on it, biases included, and exactly one {@link
 * DecoupledWeightDecay} where weights decay. DL4J's own {@code WeightDecay}, which it registers twice when it is set
 * globally, is replaced with a warning; L1 and L2 stay. Frozen layers stay as they are, and parameters held still with the
 * updater {@code NoOp} stay so, without decay. Applying it again gives the same result. It lasts through JSON, {@code
 * ModelSerializer} and {@code TransferLearning}; call it again after layers were added or resized, and after a {@code
 * FineTuneConfiguration} that sets an updater or any regularization, which replaces what is there.
 *
 * <p>DL4J tells a regularizer a parameter's length only. A layer in which a decayed weight is as long as one that must
 * not decay (Dense with layer normalisation and one input; an LSTM with as many inputs as outputs of which only {@code
 * RW} is excluded) is refused with an error: exclude both, or neither. Paper: Loshchilov &amp; Hutter, Decoupled Weight
 * Decay Regularization, 2019.
 */
public final class AdamW {

    private final AdamWInstaller installer;
    private final String description;

    private AdamW(Builder builder) {
        BiasCorrectedAdam adam = builder.learningRate instanceof FixedSchedule
                ? new BiasCorrectedAdam(
                        builder.learningRate.valueAt(0, 0), builder.beta1, builder.beta2, builder.epsilon)
                : new BiasCorrectedAdam(builder.learningRate, builder.beta1, builder.beta2, builder.epsilon);
        DecoupledWeightDecay decay = new DecoupledWeightDecay(builder.weightDecay, builder.timesLearningRate);
        installer = new AdamWInstaller(adam, decay, builder.excluded);
        description = "AdamW(" + adam + ", " + decay + ")";
    }

    /**
     * Starts from PyTorch's defaults: learning rate 0.001, weight decay 0.01, beta1 0.9, beta2 0.999, epsilon 1e-8.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Sets up a network's configuration.
     *
     * @param conf a built configuration, with the sizes of all layers known; is changed
     * @return conf
     * @throws IllegalArgumentException if a layer cannot be set up as wanted; conf is then unchanged
     */
    public MultiLayerConfiguration applyTo(MultiLayerConfiguration conf) {
        installer.install(LayerTree.of(Arguments.required("conf", conf)));
        return conf;
    }

    /**
     * Sets up a graph's configuration, its layers and its vertices with parameters.
     *
     * @param conf a built configuration, with the sizes of all layers known; is changed
     * @return conf
     * @throws IllegalArgumentException if a layer or vertex cannot be set up as wanted; conf is then unchanged
     */
    public ComputationGraphConfiguration applyTo(ComputationGraphConfiguration conf) {
        installer.install(LayerTree.of(Arguments.required("conf", conf)));
        return conf;
    }

    /**
     * Tells how each parameter decays, whether {@link #applyTo} was called or not: decays registered twice show too.
     *
     * @param conf a built configuration
     * @return one line for each parameter, in the order of the configuration
     */
    public static List<ParameterDecay> describe(MultiLayerConfiguration conf) {
        return DecayReader.read(LayerTree.of(Arguments.required("conf", conf)));
    }

    /**
     * Tells how each parameter decays, whether {@link #applyTo} was called or not: decays registered twice show too.
     *
     * @param conf a built configuration
     * @return one line for each parameter, in the order of the configuration
     */
    public static List<ParameterDecay> describe(ComputationGraphConfiguration conf) {
        return DecayReader.read(LayerTree.of(Arguments.required("conf", conf)));
    }

    @Override
    public String toString() {
        return description;
    }

    /** Collects the settings; each is checked in {@link #build()} at the latest. */
    public static final class Builder {

        private ISchedule learningRate = new FixedSchedule(1e-3);
        private ISchedule weightDecay = new FixedSchedule(1e-2);
        private boolean timesLearningRate = true;
        private double beta1 = 0.9;
        private double beta2 = 0.999;
        private double epsilon = 1e-8;
        private BiPredicate<String, String> excluded = (layer, parameter) -> false;

        private Builder() {}

        /**
         * The learning rate.
         *
         * @param constant finite and at least 0; 0.001 if not set
         * @return this
         */
        public Builder learningRate(double constant) {
            return learningRate(new FixedSchedule(constant));
        }

        /**
         * A learning rate that follows a schedule; the decay follows it too, unless told otherwise.
         *
         * @param schedule rates, finite and at least 0
         * @return this
         */
        public Builder learningRate(ISchedule schedule) {
            learningRate = Arguments.required("learningRate", schedule);
            return this;
        }

        /**
         * The weight decay.
         *
         * @param constant finite and at least 0; 0.01 if not set
         * @return this
         */
        public Builder weightDecay(double constant) {
            return weightDecay(new FixedSchedule(constant));
        }

        /**
         * A weight decay that follows a schedule of its own.
         *
         * @param schedule coefficients, finite and at least 0
         * @return this
         */
        public Builder weightDecay(ISchedule schedule) {
            weightDecay = Arguments.required("weightDecay", schedule);
            return this;
        }

        /**
         * Whether the learning rate multiplies the decay, as in PyTorch. Without it a weight loses the share {@code
         * weightDecay} in each update whatever the learning rate is: the paper's eta_t * lambda, with the schedule eta_t
         * times lambda as weight decay.
         *
         * @param multiplied true if not set
         * @return this
         */
        public Builder timesLearningRate(boolean multiplied) {
            timesLearningRate = multiplied;
            return this;
        }

        /**
         * Decay of the running mean of gradients.
         *
         * @param decay in [0, 1); 0.9 if not set
         * @return this
         */
        public Builder beta1(double decay) {
            beta1 = decay;
            return this;
        }

        /**
         * Decay of the running mean of squared gradients.
         *
         * @param decay in [0, 1); 0.999 if not set
         * @return this
         */
        public Builder beta2(double decay) {
            beta2 = decay;
            return this;
        }

        /**
         * What is added to the root of the mean squared gradient.
         *
         * @param added finite and above 0; 1e-8 if not set
         * @return this
         */
        public Builder epsilon(double added) {
            epsilon = added;
            return this;
        }

        /**
         * Weights that are not to decay, besides all that is no weight. Calls add up.
         *
         * @param exclusion is given the layer's name, which is {@code layer0} and so on if the user gave none, and the
         *     parameter's name in it, with the prefix of containers: {@code ("lstm", "fRW")}
         * @return this
         */
        public Builder exclude(BiPredicate<String, String> exclusion) {
            BiPredicate<String, String> before = excluded;
            Arguments.required("exclusion", exclusion);
            excluded = (layer, parameter) -> before.test(layer, parameter) || exclusion.test(layer, parameter);
            return this;
        }

        /**
         * Makes the AdamW.
         *
         * @return an immutable object that can be applied to many configurations
         * @throws IllegalArgumentException if a value is outside its range
         */
        public AdamW build() {
            return new AdamW(this);
        }
    }
}
