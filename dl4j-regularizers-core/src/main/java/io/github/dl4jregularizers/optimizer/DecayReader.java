package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.internal.config.ParameterRole;
import io.github.dl4jregularizers.internal.weights.RegularizationInEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Reads from a configuration what DL4J will do to each parameter, by asking it as its updaters do. */
final class DecayReader {

    private DecayReader() {}

    static List<ParameterDecay> read(LayerTree tree) {
        List<ParameterDecay> report = new ArrayList<>();
        for (LayerNode root : tree.roots()) {
            for (LayerNode leaf : root.subtree()) {
                leaf.parameters().keySet().forEach(name -> report.add(read(root, leaf, name)));
            }
        }
        return report;
    }

    private static ParameterDecay read(LayerNode root, LayerNode leaf, String name) {
        ParameterRole role = ParameterRole.of(leaf.config(), name);
        boolean trained = !leaf.isFrozen() && role != ParameterRole.STATISTIC;
        Map<Boolean, List<Regularization>> inEffect = RegularizationInEffect.of(root, leaf, name).stream()
                .collect(Collectors.partitioningBy(DecayReader::isDecay));
        return new ParameterDecay(
                leaf.layerName(),
                leaf.parameterPrefix() + name,
                role.name(),
                trained,
                inEffect.get(true),
                inEffect.get(false));
    }

    static boolean isDecay(Regularization regularization) {
        return regularization instanceof WeightDecay || regularization instanceof DecoupledWeightDecay;
    }
}
