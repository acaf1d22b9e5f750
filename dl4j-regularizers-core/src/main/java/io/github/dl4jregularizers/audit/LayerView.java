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

/** One layer or vertex of a {@link NetworkView}, as the rules see it. */
final class LayerView {

    private final NetworkView network;
    private final LayerNode node;

    LayerView(NetworkView network, LayerNode node) {
        this.network = network;
        this.node = node;
    }

    LayerNode node() {
        return node;
    }

    NetworkView network() {
        return network;
    }

    String name() {
        return node.layerName();
    }

    /** Null for a vertex that is no layer. */
    Layer layer() {
        return node.layer().orElse(null);
    }

    boolean is(Class<?> type) {
        return type.isInstance(node.config());
    }

    boolean isAny(List<Class<?>> types) {
        return types.stream().anyMatch(this::is);
    }

    String kind() {
        return node.config().getClass().getSimpleName();
    }

    /** Updater and regularization; empty for containers, for what has none, and where frozen. */
    Optional<TrainingSettings> training() {
        return node.isFrozen() ? Optional.empty() : TrainingSettings.of(node.config());
    }

    /** The parameters that training changes, with what pulls them to 0; empty for containers and where frozen. */
    List<DecayReport.Entry> trained() {
        return network.parameters(this).stream()
                .filter(DecayReport.Entry::isTrained)
                .collect(Collectors.toList());
    }

    /** Whether noise on its input is all that the layer computes. */
    boolean isNoiseLayer() {
        return LayerDescription.isNoiseLayer(node.config());
    }

    /** What was set with {@code .dropOut(..)}, or is a NoiseLayer's noise; frozen layers do not apply theirs. */
    Optional<IDropout> dropout() {
        if (node.isFrozen() || layer() == null) {
            return Optional.empty();
        }
        return LayerDescription.dropout(layer());
    }

    /** What was set with {@code .weightNoise(..)}. */
    Optional<IWeightNoise> weightNoise() {
        return node.isFrozen() || !is(BaseLayer.class)
                ? Optional.empty()
                : Optional.ofNullable(((BaseLayer) layer()).getWeightNoise());
    }

    /** What takes the output of this layer as its input. */
    List<LayerView> next() {
        return network.after(this);
    }

    /** What this layer takes as its input. */
    List<LayerView> previous() {
        return network.before(this);
    }
}
