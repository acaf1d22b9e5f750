package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerDepths;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.schedule.ScaledSchedule;
import java.io.Serializable;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;

/** The common part of {@link AdamW} and {@link SgdW}: an updater for all parameters and a decay for the weights. */
abstract class DecoupledOptimizer implements ConfigurationChange, Serializable {

    private static final long serialVersionUID = 1;

    private final String name;
    private final UpdaterFactory updater;
    private final ISchedule learningRate;
    private final DecoupledWeightDecay decay;
    private final double layerwiseDecay;
    private final Groups groups;

    DecoupledOptimizer(String name, UpdaterFactory updater, Builder<?> builder) {
        this.name = name;
        this.updater = updater;
        this.learningRate = builder.learningRate;
        this.layerwiseDecay = builder.layerwiseDecay;
        this.groups = builder.groups.copy();
        this.decay = new DecoupledWeightDecay(builder.weightDecay, builder.timesLearningRate);
        updater(1); // checks its arguments
    }

    /** Creates the updater of a learning rate. */
    interface UpdaterFactory extends Function<ISchedule, IUpdater>, Serializable {}

    private IUpdater updater(double factor) {
        if (factor == 1) {
            return updater.apply(learningRate);
        }
        return updater.apply(
                learningRate instanceof FixedSchedule
                        ? new FixedSchedule(factor * learningRate.valueAt(0, 0))
                        : new ScaledSchedule(learningRate, factor));
    }

    @Override
    public final MultiLayerConfiguration applyTo(MultiLayerConfiguration conf) {
        LayerTree tree = LayerTree.of(Arguments.required("conf", conf));
        return installer(tree, depthFactor(layerwiseDecay == 1 ? Map.of() : LayerDepths.of(conf)))
                .installIn(conf);
    }

    @Override
    public final ComputationGraphConfiguration applyTo(ComputationGraphConfiguration conf) {
        LayerTree tree = LayerTree.of(Arguments.required("conf", conf));
        return installer(tree, depthFactor(layerwiseDecay == 1 ? Map.of() : LayerDepths.of(conf)))
                .installIn(conf);
    }

    private ToDoubleFunction<String> depthFactor(Map<String, Integer> depths) {
        return layer -> depths.containsKey(layer) ? Math.pow(layerwiseDecay, depths.get(layer)) : Double.NaN;
    }

    private DecoupledInstaller installer(LayerTree tree, ToDoubleFunction<String> depthFactor) {
        return new DecoupledInstaller(name, this::updater, decay, groups, tree, depthFactor);
    }

    @Override
    public final String toString() {
        return name + "(" + updater(1) + ", " + decay + ")";
    }

    /**
     * Collects the settings of every optimizer with decoupled decay.
     *
     * @param <B> the builder of one optimizer
     */
    abstract static class Builder<B extends Builder<B>> {

        private ISchedule learningRate;
        private ISchedule weightDecay;
        private boolean timesLearningRate = true;
        private double layerwiseDecay = 1;
        private final Groups groups = new Groups();

        Builder(double learningRate, double weightDecay) {
            this.learningRate = new FixedSchedule(learningRate);
            this.weightDecay = new FixedSchedule(weightDecay);
        }

        abstract B self();

        /**
         * Sets a constant learning rate.
         *
         * @param constant finite and at least 0
         * @return this
         */
        public final B learningRate(double constant) {
            return learningRate(new FixedSchedule(constant));
        }

        /**
         * Sets a learning-rate schedule, which multiplies the decay too unless {@link #timesLearningRate} is false.
         *
         * @param schedule rates, finite and at least 0
         * @return this
         */
        public final B learningRate(ISchedule schedule) {
            learningRate = Arguments.required("learningRate", schedule);
            return self();
        }

        /**
         * Sets a constant weight decay.
         *
         * @param constant finite and at least 0
         * @return this
         */
        public final B weightDecay(double constant) {
            return weightDecay(new FixedSchedule(constant));
        }

        /**
         * Sets a weight-decay schedule.
         *
         * @param schedule coefficients, finite and at least 0
         * @return this
         */
        public final B weightDecay(ISchedule schedule) {
            weightDecay = Arguments.required("weightDecay", schedule);
            return self();
        }

        /**
         * Sets whether the learning rate multiplies the decay, as in PyTorch. Without it, each update removes the share
         * {@code weightDecay} of a weight, independent of the learning rate.
         *
         * @param multiplied true if not set
         * @return this
         */
        public final B timesLearningRate(boolean multiplied) {
            timesLearningRate = multiplied;
            return self();
        }

        /**
         * Excludes weights from decay. Calls add up.
         *
         * @param exclusion receives the layer's name ({@code layer0} and so on by default) and the parameter's name
         *     with the prefix of containers: {@code ("lstm", "fRW")}
         * @return this
         */
        public final B exclude(BiPredicate<String, String> exclusion) {
            groups.exclude(exclusion);
            return self();
        }

        /**
         * Multiplies the learning rate of some layers, in place of the rates that they have in the configuration.
         * Factors of several calls multiply.
         *
         * @param layers receives the layer's name
         * @param factor finite and at least 0; 0 keeps the layers still and undecayed
         * @return this
         */
        public final B learningRateFactor(Predicate<String> layers, double factor) {
            groups.addRateFactor(layers, factor);
            return self();
        }

        /**
         * Multiplies the weight decay of some layers. Factors of several calls multiply.
         *
         * @param layers receives the layer's name
         * @param factor finite and at least 0; 0 excludes the layers from decay
         * @return this
         */
        public final B weightDecayFactor(Predicate<String> layers, double factor) {
            groups.addDecayFactor(layers, factor);
            return self();
        }

        /**
         * Sets layer-wise learning-rate decay, as for fine-tuning BERT and vision transformers. A layer's rate is
         * multiplied by {@code decay}^n, for n layers with weights behind it. A layer without weights, such as
         * BatchNorm, has the rate of the layer before it. In a graph the longest path to an output counts.
         *
         * @param decay in (0, 1]; 0.65 to 0.95 is usual; 1 if not set
         * @return this
         * @throws IllegalArgumentException if decay is outside its range
         */
        public final B layerwiseDecay(double decay) {
            layerwiseDecay = Arguments.positive("layerwiseDecay", Arguments.between("layerwiseDecay", decay, 0, 1));
            return self();
        }
    }
}
