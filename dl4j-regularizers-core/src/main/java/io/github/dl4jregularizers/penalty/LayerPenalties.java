package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** Penalties by layer name. Immutable. */
final class LayerPenalties implements ConfigurationChange {

    private final Map<String, WeightPenalty<?>> penalties;

    private LayerPenalties(Map<String, WeightPenalty<?>> penalties) {
        this.penalties = penalties;
    }

    static LayerPenalties of(Map<String, ? extends WeightPenalty<?>> penalties) {
        Map<String, WeightPenalty<?>> copy = new LinkedHashMap<>();
        Arguments.required("penalties", penalties)
                .forEach((name, penalty) -> copy.put(
                        Arguments.required("layer name", name),
                        Arguments.required("penalty of layer " + name, penalty)
                                .only((layer, parameter) -> layer.equals(name))));
        return new LayerPenalties(copy);
    }

    @Override
    public MultiLayerConfiguration applyTo(MultiLayerConfiguration conf) {
        requireNames(LayerTree.of(Arguments.required("conf", conf)));
        MultiLayerConfiguration changed = conf;
        for (WeightPenalty<?> penalty : penalties.values()) {
            changed = penalty.applyTo(changed);
        }
        return changed == conf ? conf.clone() : changed;
    }

    @Override
    public ComputationGraphConfiguration applyTo(ComputationGraphConfiguration conf) {
        requireNames(LayerTree.of(Arguments.required("conf", conf)));
        ComputationGraphConfiguration changed = conf;
        for (WeightPenalty<?> penalty : penalties.values()) {
            changed = penalty.applyTo(changed);
        }
        return changed == conf ? conf.clone() : changed;
    }

    private void requireNames(LayerTree tree) {
        Set<String> known =
                tree.roots().stream().map(LayerNode::layerName).collect(Collectors.toCollection(TreeSet::new));
        if (!known.containsAll(penalties.keySet())) {
            throw Arguments.invalid("layer names", "among " + known, penalties.keySet());
        }
    }

    @Override
    public String toString() {
        return "LayerPenalties" + penalties;
    }
}
