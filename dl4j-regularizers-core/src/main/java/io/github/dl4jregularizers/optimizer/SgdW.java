package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Stochastic gradient descent, plain or with Nesterov momentum, with decoupled weight decay on the weights, and on nothing
 * else.
 *
 * <p>Formula, for the gradient g and momentum m: v = m v - lr g; theta = theta - lr * weightDecay * theta + (m v - lr g). With
 * L2 in the gradient instead, the decay would pass through the momentum and act with a delay. The decay is not part of the
 * score. At a constant learning rate the steps are those of {@code torch.optim.SGD(nesterov=True)}; where it changes,
 * DL4J's {@code Nesterovs}, as the paper, keeps the old rates in v.
 *
 * <p>Set up as {@link AdamW}, with {@link #applyTo} on a built configuration, in the same way and with the same errors; the
 * updater is DL4J's {@code Sgd} or {@code Nesterovs}. Paper: Loshchilov &amp; Hutter, Decoupled Weight Decay
 * Regularization, 2019, Algorithm 1.
 */
public final class SgdW extends DecoupledOptimizer {

    private SgdW(Builder builder) {
        super("SgdW", updater(builder), builder);
    }

    private static IUpdater updater(Builder builder) {
        double momentum = Arguments.rate("momentum", builder.momentum);
        ISchedule schedule = builder.learningRate();
        if (!(schedule instanceof FixedSchedule)) {
            return momentum == 0 ? new Sgd(schedule) : new Nesterovs(schedule, momentum);
        }
        double constant = Arguments.nonNegative("learningRate", schedule.valueAt(0, 0));
        return momentum == 0 ? new Sgd(constant) : new Nesterovs(constant, momentum);
    }

    /**
     * Starts from learning rate 0.1, weight decay 0.0005 and momentum 0.9.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the settings; each is checked in {@link #build()} at the latest. */
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
         * Nesterov momentum.
         *
         * @param share what remains of the velocity in each step, in [0, 1); 0 for plain gradient descent; 0.9 if not set
         * @return this
         */
        public Builder momentum(double share) {
            momentum = share;
            return this;
        }

        /**
         * Makes the SgdW.
         *
         * @return an immutable object that can be applied to many configurations
         * @throws IllegalArgumentException if a value is outside its range
         */
        public SgdW build() {
            return new SgdW(this);
        }
    }
}
