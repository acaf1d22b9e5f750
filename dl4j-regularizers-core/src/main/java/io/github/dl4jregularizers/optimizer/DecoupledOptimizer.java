package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.internal.Arguments;
import java.util.function.BiPredicate;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * What {@link AdamW} and {@link SgdW} share: an updater for everything, and a decay for the weights, installed in a built
 * configuration.
 */
abstract class DecoupledOptimizer implements ConfigurationChange {

    private final DecoupledInstaller installer;
    private final String description;

    DecoupledOptimizer(String name, IUpdater updater, Builder<?> builder) {
        DecoupledWeightDecay decay = new DecoupledWeightDecay(builder.weightDecay, builder.timesLearningRate);
        installer = new DecoupledInstaller(name, updater, decay, builder.excluded);
        description = name + "(" + updater + ", " + decay + ")";
    }

    @Override
    public final MultiLayerConfiguration applyTo(MultiLayerConfiguration conf) {
        return installer.installIn(conf);
    }

    @Override
    public final ComputationGraphConfiguration applyTo(ComputationGraphConfiguration conf) {
        return installer.installIn(conf);
    }

    @Override
    public final String toString() {
        return description;
    }

    /**
     * Collects the settings that every such optimizer has.
     *
     * @param <B> the builder of one of them
     */
    abstract static class Builder<B extends Builder<B>> {

        private ISchedule learningRate;
        private ISchedule weightDecay;
        private boolean timesLearningRate = true;
        private BiPredicate<String, String> excluded = (layer, parameter) -> false;

        Builder(double learningRate, double weightDecay) {
            this.learningRate = new FixedSchedule(learningRate);
            this.weightDecay = new FixedSchedule(weightDecay);
        }

        abstract B self();

        ISchedule learningRate() {
            return learningRate;
        }

        /**
         * The learning rate.
         *
         * @param constant finite and at least 0
         * @return this
         */
        public final B learningRate(double constant) {
            return learningRate(new FixedSchedule(constant));
        }

        /**
         * A learning rate that follows a schedule; the decay follows it too, unless told otherwise.
         *
         * @param schedule rates, finite and at least 0
         * @return this
         */
        public final B learningRate(ISchedule schedule) {
            learningRate = Arguments.required("learningRate", schedule);
            return self();
        }

        /**
         * The weight decay.
         *
         * @param constant finite and at least 0
         * @return this
         */
        public final B weightDecay(double constant) {
            return weightDecay(new FixedSchedule(constant));
        }

        /**
         * A weight decay that follows a schedule of its own.
         *
         * @param schedule coefficients, finite and at least 0
         * @return this
         */
        public final B weightDecay(ISchedule schedule) {
            weightDecay = Arguments.required("weightDecay", schedule);
            return self();
        }

        /**
         * Whether the learning rate multiplies the decay, as in PyTorch. Without it a weight loses the share {@code
         * weightDecay} in each update whatever the learning rate is: the paper's eta_t * lambda, with the schedule eta_t
         * times lambda as weight decay.
         *
         * @param multiplied true if not set
         * @return this
         */
        public final B timesLearningRate(boolean multiplied) {
            timesLearningRate = multiplied;
            return self();
        }

        /**
         * Weights that are not to decay, besides all that is no weight. Calls add up.
         *
         * @param exclusion is given the layer's name, which is {@code layer0} and so on if the user gave none, and the
         *     parameter's name in it, with the prefix of containers: {@code ("lstm", "fRW")}
         * @return this
         */
        public final B exclude(BiPredicate<String, String> exclusion) {
            BiPredicate<String, String> before = excluded;
            Arguments.required("exclusion", exclusion);
            excluded = (layer, parameter) -> before.test(layer, parameter) || exclusion.test(layer, parameter);
            return self();
        }
    }
}
