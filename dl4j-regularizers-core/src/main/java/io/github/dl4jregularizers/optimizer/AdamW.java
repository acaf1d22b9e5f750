package io.github.dl4jregularizers.optimizer;

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
 * conf = AdamW.builder().learningRate(1e-3).weightDecay(0.05).build().applyTo(conf);
 * DecayReport.of(conf).forEach(System.out::println);
 * MultiLayerNetwork network = new MultiLayerNetwork(conf);
 * }</pre>
 *
 * <p>This is no {@code IUpdater}: an updater never sees the parameters, and one that only seems to decay would be a trap.
 * {@link #applyTo} changes a built configuration before a network is made of it: every layer, inside wrappers too, gets
 * the {@link BiasCorrectedAdam} updater in place of any the user set on it, biases included, and exactly one {@link
 * DecoupledWeightDecay} where weights decay. DL4J's own {@code WeightDecay}, which it registers twice when it is set
 * globally, is replaced with a warning; L1, L2 and penalties stay. Frozen layers stay as they are; the updater {@code NoOp} is replaced like
 * any other, since it holds nothing still but subtracts the plain gradient. Applying it again gives the same result. It lasts through JSON, {@code
 * ModelSerializer} and {@code TransferLearning}; call it again after layers were added or resized, and after a {@code
 * FineTuneConfiguration} that sets an updater or any regularization, which replaces what is there.
 *
 * <p>DL4J tells a regularizer a parameter's length only. A layer in which a decayed weight is as long as one that must
 * not decay (Dense with layer normalisation and one input; an LSTM with as many inputs as outputs of which only {@code
 * RW} is excluded) is refused with an error: exclude both, or neither. Paper: Loshchilov &amp; Hutter, Decoupled Weight
 * Decay Regularization, 2019.
 */
public final class AdamW extends DecoupledOptimizer {

    private AdamW(Builder builder) {
        super("AdamW", adam(builder), builder);
    }

    private static BiasCorrectedAdam adam(Builder builder) {
        ISchedule learningRate = builder.learningRate();
        return learningRate instanceof FixedSchedule
                ? new BiasCorrectedAdam(learningRate.valueAt(0, 0), builder.beta1, builder.beta2, builder.epsilon)
                : new BiasCorrectedAdam(learningRate, builder.beta1, builder.beta2, builder.epsilon);
    }

    /**
     * Starts from PyTorch's defaults: learning rate 0.001, weight decay 0.01, beta1 0.9, beta2 0.999, epsilon 1e-8.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the settings; each is checked in {@link #build()} at the latest. */
    public static final class Builder extends DecoupledOptimizer.Builder<Builder> {

        private double beta1 = 0.9;
        private double beta2 = 0.999;
        private double epsilon = 1e-8;

        private Builder() {
            super(1e-3, 1e-2);
        }

        @Override
        Builder self() {
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
