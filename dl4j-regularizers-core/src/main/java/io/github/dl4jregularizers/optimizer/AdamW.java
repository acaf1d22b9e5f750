package io.github.dl4jregularizers.optimizer;

import org.nd4j.linalg.schedule.FixedSchedule;

/**
 * Sets up Adam with decoupled weight decay, equal to {@code torch.optim.AdamW}, in a built configuration.
 *
 * <p>Formula: theta = theta - lr * weightDecay * theta - lr * mhat / (sqrt(vhat) + epsilon). Only weights decay:
 * biases, the gains and shifts of BatchNorm and LayerNorm, and PReLU's slope do not. The decay is not part of the
 * score.
 *
 * <pre>{@code
 * MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()....build();
 * conf = AdamW.builder().learningRate(1e-3).weightDecay(0.05).build().applyTo(conf);
 * DecayReport.of(conf).forEach(System.out::println);
 * MultiLayerNetwork network = new MultiLayerNetwork(conf);
 * }</pre>
 *
 * <p>AdamW is a {@code ConfigurationChange} and not an {@code IUpdater}, since DL4J passes no parameters to updaters.
 * Every layer, also inside wrappers, receives the updater {@link BiasCorrectedAdam} and one {@link
 * DecoupledWeightDecay}:
 * <ul>
 *   <li>All updaters are replaced, those of biases and {@code NoOp} too. {@code NoOp} subtracts the plain gradient.
 *   <li>A layer whose rate differs from that of most layers keeps the ratio: its rate becomes {@code learningRate}
 *       times the ratio. {@code learningRateFactor} and {@code layerwiseDecay} of the builder replace the ratios.
 *   <li>A layer with learning rate 0 keeps its updater and does not decay. Neither do frozen layers.
 *   <li>DL4J's own {@code WeightDecay} is replaced with a warning. L1, L2 and penalties stay: see {@link
 *       DecoupledWeightDecay#replacingL2}.
 * </ul>
 * {@link DecayReport#changesSince} lists the replaced updaters and decays.
 *
 * <p>A second application changes nothing. The settings are saved with the network. Java serialization of the change
 * needs serializable selections of layers and weights. Apply it again after layers were added or resized, and after a
 * {@code FineTuneConfiguration} that sets an updater or regularization.
 *
 * <p>DL4J passes only the length of a parameter to a regularization. A layer in which a decayed weight has the length
 * of an undecayed parameter is refused: exclude both or neither. Examples are Dense with LayerNorm and one input, and
 * an LSTM with as many inputs as outputs of which only {@code RW} is excluded.
 *
 * <p>Networks of type HALF keep the moments in float: see {@link BiasCorrectedAdam}. Paper: Loshchilov &amp; Hutter,
 * "Decoupled Weight Decay Regularization", 2019.
 */
public final class AdamW extends DecoupledOptimizer {

    private AdamW(Builder builder) {
        super("AdamW", adam(builder.beta1, builder.beta2, builder.epsilon), builder);
    }

    private static UpdaterFactory adam(double beta1, double beta2, double epsilon) {
        return learningRate -> learningRate instanceof FixedSchedule
                ? new BiasCorrectedAdam(learningRate.valueAt(0, 0), beta1, beta2, epsilon)
                : new BiasCorrectedAdam(learningRate, beta1, beta2, epsilon);
    }

    /**
     * Starts with PyTorch's defaults: learning rate 0.001, weight decay 0.01, beta1 0.9, beta2 0.999, epsilon 1e-8.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the settings. */
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
         * Sets the decay of the mean of gradients.
         *
         * @param decay in [0, 1); 0.9 if not set
         * @return this
         */
        public Builder beta1(double decay) {
            beta1 = decay;
            return this;
        }

        /**
         * Sets the decay of the mean of squared gradients.
         *
         * @param decay in [0, 1); 0.999 if not set
         * @return this
         */
        public Builder beta2(double decay) {
            beta2 = decay;
            return this;
        }

        /**
         * Sets the constant that is added to the root of the mean squared gradient.
         *
         * @param added finite and above 0; 1e-8 if not set
         * @return this
         */
        public Builder epsilon(double added) {
            epsilon = added;
            return this;
        }

        /**
         * Builds the change.
         *
         * @return an immutable change, for any number of configurations
         * @throws IllegalArgumentException if a value is outside its range
         */
        public AdamW build() {
            return new AdamW(this);
        }
    }
}
