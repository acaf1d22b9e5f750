package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.FixedSchedule;

/**
 * Sets up stochastic gradient descent with decoupled weight decay, plain or with Nesterov momentum, in a built
 * configuration.
 *
 * <p>Formula, for the gradient g and momentum m: v = m v - lr g; theta = theta - lr * weightDecay * theta + (m v - lr
 * g). The decay bypasses the momentum, is not part of the score, and applies to weights only. At a constant learning
 * rate the steps equal {@code torch.optim.SGD(nesterov=True)}. When the rate changes, DL4J's {@code Nesterovs} keeps
 * the old rates in v, as in the paper.
 *
 * <p>Used as {@link AdamW}, with the same rules and errors; the updater is DL4J's {@code Sgd} or {@code Nesterovs}.
 * Paper: Loshchilov &amp; Hutter, "Decoupled Weight Decay Regularization", 2019, Algorithm 1.
 */
public final class SgdW extends DecoupledOptimizer {

    private SgdW(Builder builder) {
        super("SgdW", sgd(Arguments.rate("momentum", builder.momentum)), builder);
    }

    private static UpdaterFactory sgd(double momentum) {
        return learningRate -> {
            if (!(learningRate instanceof FixedSchedule)) {
                return momentum == 0 ? new Sgd(learningRate) : new Nesterovs(learningRate, momentum);
            }
            double constant = Arguments.nonNegative("learningRate", learningRate.valueAt(0, 0));
            return momentum == 0 ? new Sgd(constant) : new Nesterovs(constant, momentum);
        };
    }

    /**
     * Starts with learning rate 0.1, weight decay 0.0005 and momentum 0.9.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the settings. */
    public static final class Builder extends DecoupledOptimizer.Builder<Builder> {

        private double momentum = 0.9;

        private Builder() {
            super(0.1, 5e-4);
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets Nesterov momentum.
         *
         * @param share the share of the velocity kept per step, in [0, 1); 0 for plain gradient descent; 0.9 if not set
         * @return this
         */
        public Builder momentum(double share) {
            momentum = share;
            return this;
        }

        /**
         * Builds the change.
         *
         * @return an immutable change, for any number of configurations
         * @throws IllegalArgumentException if a value is outside its range
         */
        public SgdW build() {
            return new SgdW(this);
        }
    }
}
