package io.github.dl4jregularizers.examples.network;

import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.residual.ResidualBlock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Settings in which two networks of one architecture differ. Immutable and reusable. */
public final class NetworkOptions {

    private final int classes;
    private final long seed;
    private final IUpdater updater;
    private final double l2;
    private final ILossFunction loss;
    private final LayerConstraint constraint;
    private final Map<Place, Supplier<Layer>> layers;
    private final Function<FeedForwardLayer, Layer> dense;
    private final BlockChange block;
    private final UnaryOperator<MultiLayerConfiguration> multiLayer;
    private final UnaryOperator<ComputationGraphConfiguration> graph;

    private NetworkOptions(Builder builder) {
        classes = builder.classes;
        seed = builder.seed;
        updater = builder.updater;
        l2 = builder.l2;
        loss = builder.loss;
        constraint = builder.constraint;
        layers = new EnumMap<>(builder.layers);
        dense = builder.dense;
        block = builder.block;
        multiLayer = builder.multiLayer;
        graph = builder.graph;
    }

    /**
     * Starts with 10 classes, seed 0, Adam at its default learning rate, cross entropy, no noise.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the number of outputs.
     *
     * @return at least 2
     */
    public int classes() {
        return classes;
    }

    /**
     * Returns the seed of weights and noise.
     *
     * @return any number
     */
    public long seed() {
        return seed;
    }

    /**
     * Returns a copy of the updater: DL4J keeps the object and may change its learning rate.
     *
     * @return a copy
     */
    public IUpdater updater() {
        return updater.clone();
    }

    /**
     * DL4J's L2 coefficient of every layer's weights, those inside residual blocks included.
     *
     * @return at least 0
     */
    public double l2() {
        return l2;
    }

    /**
     * Loss of the softmax output.
     *
     * @return the stateless loss
     */
    public ILossFunction loss() {
        return loss;
    }

    /** Constraint of every layer's weights. */
    Optional<LayerConstraint> constraint() {
        return Optional.ofNullable(constraint);
    }

    /**
     * Returns the layer at a place. New at every call: two layers of a network must not share one object.
     *
     * @param place position in the network
     * @return empty for none
     */
    public Optional<Layer> layer(Place place) {
        return Optional.ofNullable(layers.get(place)).map(Supplier::get);
    }

    /**
     * Replaces a dense layer, hidden or the classifier.
     *
     * @param layer the layer of the architecture
     * @return the layer to use
     */
    public Layer dense(FeedForwardLayer layer) {
        return dense.apply(layer);
    }

    ResidualBlock.Builder block(ResidualBlock.Builder asItIs, int index, int count) {
        return block.of(asItIs, index, count);
    }

    MultiLayerConfiguration configure(MultiLayerConfiguration configuration) {
        return multiLayer.apply(configuration);
    }

    ComputationGraphConfiguration configure(ComputationGraphConfiguration configuration) {
        return graph.apply(configuration);
    }

    /** Collects the options. */
    public static final class Builder {

        private int classes = 10;
        private long seed;
        private IUpdater updater = new Adam();
        private double l2;
        private ILossFunction loss = new LossMCXENT();
        private LayerConstraint constraint;
        private final Map<Place, Supplier<Layer>> layers = new EnumMap<>(Place.class);
        private Function<FeedForwardLayer, Layer> dense = layer -> layer;
        private BlockChange block = (builder, index, count) -> builder;
        private UnaryOperator<MultiLayerConfiguration> multiLayer = UnaryOperator.identity();
        private UnaryOperator<ComputationGraphConfiguration> graph = UnaryOperator.identity();

        private Builder() {}

        /**
         * Sets the number of outputs.
         *
         * @param value at least 2
         * @return this
         */
        public Builder classes(int value) {
            classes = Require.atLeast("classes", value, 2);
            return this;
        }

        /**
         * Sets the seed of the initial weights and of the noise.
         *
         * @param value any
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Updater of all layers; may carry a learning-rate schedule.
         *
         * @param value not null
         * @return this
         */
        public Builder updater(IUpdater value) {
            updater = Require.given("updater", value);
            return this;
        }

        /**
         * DL4J's L2 coefficient of every layer's weights. Its gradient passes through the updater: Adam divides it by
         * the size of the gradients.
         *
         * @param value finite, at least 0; 0 if not set
         * @return this
         */
        public Builder l2(double value) {
            l2 = Require.nonNegative("l2", value);
            return this;
        }

        /**
         * Loss of the softmax output.
         *
         * @param value not null
         * @return this
         */
        public Builder loss(ILossFunction value) {
            loss = Require.given("loss", value);
            return this;
        }

        /**
         * Constrains the weights of every layer.
         *
         * @param value copied for each layer
         * @return this
         */
        public Builder constraint(LayerConstraint value) {
            constraint = Require.given("constraint", value);
            return this;
        }

        /**
         * Adds a copy of a noise as a layer at a place. A copy, because a noise holds the mask of its network's last
         * forward pass.
         *
         * @param place position in the network
         * @param value not null
         * @return this
         */
        public Builder noise(Place place, IDropout value) {
            Require.given("noise", value);
            return layer(place, () -> new NoiseLayer(value.clone()));
        }

        /**
         * Adds a layer at a place; it must keep the shape of the activations.
         *
         * @param place position in the network
         * @param value creates a new layer at every call
         * @return this
         */
        public Builder layer(Place place, Supplier<Layer> value) {
            layers.put(Require.given("place", place), Require.given("layer", value));
            return this;
        }

        /**
         * Wraps or replaces every dense layer, including the classifier.
         *
         * @param change receives the layer without its sizes, and returns the one to use
         * @return this
         */
        public Builder dense(Function<FeedForwardLayer, Layer> change) {
            dense = Require.given("dense", change);
            return this;
        }

        /**
         * Changes every residual block.
         *
         * @param change receives each block in turn
         * @return this
         */
        public Builder block(BlockChange change) {
            block = Require.given("block", change);
            return this;
        }

        /**
         * Changes the configuration of a {@code MultiLayerNetwork} before the network is built, after
         * earlier changes, for example {@code adamW::applyTo}.
         *
         * @param change receives the configuration and returns the one to use
         * @return this
         */
        public Builder multiLayer(UnaryOperator<MultiLayerConfiguration> change) {
            UnaryOperator<MultiLayerConfiguration> before = multiLayer;
            Require.given("multiLayer", change);
            multiLayer = configuration -> change.apply(before.apply(configuration));
            return this;
        }

        /**
         * Changes the configuration of a {@code ComputationGraph} before the network is built, after earlier
         * changes.
         *
         * @param change receives the configuration and returns the one to use
         * @return this
         */
        public Builder graph(UnaryOperator<ComputationGraphConfiguration> change) {
            UnaryOperator<ComputationGraphConfiguration> before = graph;
            Require.given("graph", change);
            graph = configuration -> change.apply(before.apply(configuration));
            return this;
        }

        /**
         * Ends the builder.
         *
         * @return the options
         */
        public NetworkOptions build() {
            return new NetworkOptions(this);
        }
    }
}
