package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.config.InnerLayers;
import io.github.dl4jregularizers.internal.config.LayerDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layers inside a block, one plan per sequence. The inputs and outputs of the block keep their channels. */
final class CompactBranches {

    private final Layer conf;
    private final List<CompactPlan> plans = new ArrayList<>();
    /** By the prefix of their parameters. */
    private final Map<String, CompactStep> steps = new LinkedHashMap<>();

    private CompactBranches(Layer conf) {
        this.conf = conf;
    }

    /** Empty for a layer that neither adds up nor concatenates sequences of layers. */
    static Optional<CompactBranches> of(String name, Layer conf, Map<String, INDArray> parameters) {
        return LayerDescription.branches(conf).map(branches -> {
            CompactBranches built = new CompactBranches(conf);
            branches.sequences().stream()
                    .filter(sequence -> !sequence.isEmpty())
                    .forEach(sequence -> built.add(name, sequence, parameters));
            return built;
        });
    }

    private void add(String name, List<String> sequence, Map<String, INDArray> parameters) {
        Map<String, Layer> layers = InnerLayers.of(conf);
        List<CompactStep> chain = new ArrayList<>();
        chain.add(CompactStep.withoutLayer(name, List.of()));
        for (String prefix : sequence) {
            CompactStep step = new CompactStep(
                    name + " " + prefix,
                    layers.get(prefix),
                    within(prefix, parameters),
                    null,
                    List.of(chain.get(chain.size() - 1)));
            chain.add(step);
            steps.put(prefix, step);
        }
        plans.add(new CompactPlan(chain, Map.of(), Set.of(chain.get(chain.size() - 1).name)));
    }

    private static Map<String, INDArray> within(String prefix, Map<String, INDArray> parameters) {
        Map<String, INDArray> inner = new LinkedHashMap<>();
        parameters.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                inner.put(name.substring(prefix.length()), value);
            }
        });
        return inner;
    }

    /** The layers with weights, and those inside inner blocks. */
    List<CompactStep> withWeights() {
        return plans.stream().flatMap(plan -> plan.withWeights().stream()).collect(Collectors.toList());
    }

    List<String> leftAlone() {
        return plans.stream().flatMap(plan -> plan.leftAlone().stream()).collect(Collectors.toList());
    }

    /** The block with smaller layers. */
    Layer smaller() {
        Map<String, Layer> layers = new LinkedHashMap<>(InnerLayers.of(conf));
        layers.replaceAll((prefix, layer) -> CompactBuild.smaller(steps.get(prefix)));
        return InnerLayers.replace(conf, layers);
    }

    /** Writes the remaining parameters to those of {@link #smaller}. */
    void write(Map<String, INDArray> target) {
        steps.forEach((prefix, step) -> CompactBuild.write(step, within(prefix, target)));
    }
}
