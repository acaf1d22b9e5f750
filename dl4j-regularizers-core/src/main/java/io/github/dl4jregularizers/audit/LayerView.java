package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.internal.config.LayerDescription;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.TrainingSettings;
import io.github.dl4jregularizers.optimizer.DecayReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.nd4j.linalg.learning.config.IUpdater;

/** One layer, or one vertex with parameters, of a {@link NetworkView}. */
public final class LayerView {

    private static final int LATE = 1_000_000;

    private final NetworkView network;
    private final LayerNode node;

    LayerView(NetworkView network, LayerNode node) {
        this.network = network;
        this.node = node;
    }

    /**
     * Returns the place of the layer in the configuration.
     *
     * @return node of the layer tree
     */
    public LayerNode node() {
        return node;
    }

    /**
     * Returns the network of the layer.
     *
     * @return the view that holds this one
     */
    public NetworkView network() {
        return network;
    }

    /**
     * Returns the name of the network's layer or vertex.
     *
     * @return name, or index of a layer without a name; layers inside a container have the container's
     */
    public String name() {
        return node.layerName();
    }

    /**
     * Returns the layer configuration.
     *
     * @return null for a vertex that is no layer
     */
    public Layer layer() {
        return node.layer().orElse(null);
    }

    /**
     * Returns whether the configuration is of a class.
     *
     * @param type class or interface
     * @return true if it is an instance
     */
    public boolean is(Class<?> type) {
        return type.isInstance(node.config());
    }

    /**
     * Returns whether the configuration is of one of several classes.
     *
     * @param types classes or interfaces
     * @return true if it is an instance of at least one
     */
    public boolean isAny(List<Class<?>> types) {
        return types.stream().anyMatch(this::is);
    }

    /**
     * Returns the simple class name of the configuration.
     *
     * @return name for messages
     */
    public String kind() {
        return node.config().getClass().getSimpleName();
    }

    /**
     * Returns updater and regularization.
     *
     * @return empty for containers, for layers without parameters, and for frozen layers
     */
    public Optional<TrainingSettings> training() {
        return node.isFrozen() ? Optional.empty() : TrainingSettings.of(node.config());
    }

    /**
     * Returns the parameters that training changes, with their decay.
     *
     * @return empty for containers and frozen layers
     */
    public List<DecayReport.Entry> trained() {
        return network.parameters(this).stream()
                .filter(DecayReport.Entry::isTrained)
                .collect(Collectors.toList());
    }

    /**
     * Returns the updater of a layer that learns.
     *
     * @return empty for layers without trained parameters, and for updaters whose learning rate is always 0
     */
    public Optional<IUpdater> learningUpdater() {
        return training()
                .map(TrainingSettings::updater)
                .filter(updater -> !trained().isEmpty())
                .filter(updater -> !updater.hasLearningRate() || hasRate(updater));
    }

    private static boolean hasRate(IUpdater updater) {
        return updater.getLearningRate(0, 0) != 0
                || updater.getLearningRate(1000, 10) != 0
                || updater.getLearningRate(LATE, LATE) != 0;
    }

    /**
     * Returns whether noise on its input is all that the layer computes.
     *
     * @return true for DropoutLayer and NoiseLayer
     */
    public boolean isNoiseLayer() {
        return LayerDescription.isNoiseLayer(node.config());
    }

    /**
     * Returns the dropout that acts in training: the layer's {@code .dropOut(..)}, or a NoiseLayer's noise.
     *
     * @return empty for frozen layers, and for dropout that drops nothing
     */
    public Optional<IDropout> dropout() {
        return configuredDropout().filter(dropout -> !node.isFrozen() && !ZeroNoise.is(dropout));
    }

    /**
     * Returns the dropout as configured.
     *
     * @return also for frozen layers, and if it drops nothing
     */
    public Optional<IDropout> configuredDropout() {
        return layer() == null ? Optional.empty() : LayerDescription.dropout(layer());
    }

    /**
     * Returns whether the configured dropout drops nothing.
     *
     * @return true for a retain probability of 1 or a drop rate of 0; false without dropout
     */
    public boolean dropsNothing() {
        return configuredDropout().filter(ZeroNoise::is).isPresent();
    }

    /**
     * Returns the layer's {@code .weightNoise(..)}.
     *
     * @return empty for frozen layers
     */
    public Optional<IWeightNoise> weightNoise() {
        return node.isFrozen() || !is(BaseLayer.class)
                ? Optional.empty()
                : Optional.ofNullable(((BaseLayer) layer()).getWeightNoise());
    }

    /**
     * Returns the layers that take the output of this layer.
     *
     * @return layers directly behind it; layers behind a vertex without a layer are left out
     */
    public List<LayerView> next() {
        return network.after(this);
    }

    /**
     * Returns the layers whose output this layer takes.
     *
     * @return layers directly before it; layers before a vertex without a layer are left out
     */
    public List<LayerView> previous() {
        return network.before(this);
    }
}
