package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.config.ConfigurationCopy;
import io.github.dl4jregularizers.internal.config.DataFormats;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/** Fuses the vertices of a {@code ComputationGraph}: sums and concatenations first, then chains into sequences. */
final class GraphFusion {

    /** Reason for a single layer. */
    static final String ALONE = "has no layer beside it to be fused with";

    private final ComputationGraphConfiguration conf;
    private final GraphParts graph;
    private final FusionReport report = new FusionReport();

    /** Copies the configuration and rewrites the copy. */
    GraphFusion(ComputationGraphConfiguration original) {
        conf = ConfigurationCopy.of(original);
        conf.setTopologicalOrder(null);
        conf.setTopologicalOrderStr(null);
        graph = new GraphParts(conf);
        // The way back finds the vertex names in the layers.
        graph.inOrder().forEach(vertex -> graph.layer(vertex).ifPresent(layer -> layer.setLayerName(vertex)));
    }

    Rewriting<ComputationGraphConfiguration> rewriting() {
        return new Rewriting<>(conf, graph.places());
    }

    FusionReport report() {
        return report;
    }

    /** Fuses everything that can be. */
    GraphFusion all() {
        for (String vertex : graph.inOrder()) {
            if (graph.addsTwo(vertex)) {
                block(vertex, null, DropRate.of(0)).ifPresent(reason -> report.addLeft(vertex, reason));
            } else if (graph.concatenation(vertex).isPresent()) {
                concatenation(vertex).ifPresent(reason -> report.addLeft(vertex, reason));
            } else if (graph.vertex(vertex) != null && graph.layer(vertex).isEmpty()) {
                report.addLeft(vertex, "is a " + graph.vertex(vertex).getClass().getSimpleName());
            }
        }
        Set<String> done = new HashSet<>();
        graph.inOrder().stream()
                .filter(vertex -> graph.layer(vertex).isPresent())
                .forEach(vertex -> {
                    if (!done.contains(vertex)) {
                        done.addAll(sequence(vertex));
                    }
                });
        return this;
    }

    /**
     * Replaces a sum by a residual block.
     *
     * @param branch last vertex of the body; null for the path with more layers
     * @return the reason why it stays, to follow "it"; empty if it is replaced
     */
    Optional<String> block(String sum, String branch, DropRate dropRate) {
        BlockPaths paths = new BlockPaths(graph, sum, branch);
        Optional<String> refusal = paths.refusal();
        if (refusal.isPresent()) {
            return refusal;
        }
        List<String> without = new ArrayList<>(List.of(sum));
        paths.activation().ifPresent(without::add);
        String name = without.get(without.size() - 1);
        List<FusableLayer> body = paths.layers(paths.body());
        Layer block = body.get(0)
                .freezing(
                        name,
                        new ResidualBlock.Builder()
                                .body(FusableLayer.plain(body))
                                .shortcut(FusableLayer.plain(paths.layers(paths.shortcut())))
                                .activation(paths.activation()
                                        .map(this::activationOf)
                                        .orElseGet(ActivationIdentity::new))
                                .dropRate(dropRate)
                                .build());
        Map<String, String> prefixes = new LinkedHashMap<>();
        putNumbered(prefixes, "body", paths.body());
        putNumbered(prefixes, "shortcut", paths.shortcut());
        report.addBlock(name, names(prefixes, without));
        graph.replace(prefixes, without, paths.source(), name, block);
        return Optional.empty();
    }

    /** Replaces a concatenation by a block; returns the reason why it stays, to follow "it", or empty. */
    private Optional<String> concatenation(String merge) {
        MeetingPaths paths = new MeetingPaths(graph, merge);
        Optional<String> refusal = paths.refusal("concatenates");
        if (refusal.isPresent()) {
            return refusal;
        }
        int axis = graph.concatenation(merge).orElseThrow().getMergeAxis();
        Optional<InputType> type = BlockShapes.concatenated(paths.plain(), axis);
        if (type.isEmpty()) {
            return Optional.of("may concatenate along another axis than that of the channels: axis " + axis);
        }
        ConcatenationBlock.Builder block = new ConcatenationBlock.Builder().dataFormat(DataFormats.of(type.get()));
        paths.layers().forEach(path -> block.path(FusableLayer.plain(path)));
        Map<String, String> prefixes = new LinkedHashMap<>();
        for (int i = 0; i < paths.vertices().size(); i++) {
            putNumbered(prefixes, ConcatenationBlock.branch(i), paths.vertices().get(i));
        }
        List<String> without = List.of(merge);
        report.addConcatenation(merge, names(prefixes, without));
        graph.replace(prefixes, without, paths.source(), merge, paths.any().freezing(merge, block.build()));
        return Optional.empty();
    }

    private static List<String> names(Map<String, String> prefixes, List<String> without) {
        List<String> names = new ArrayList<>(prefixes.keySet());
        names.addAll(without);
        return names;
    }

    private IActivation activationOf(String vertex) {
        return ((ActivationLayer) graph.fusable(vertex).orElseThrow().layer()).getActivationFn();
    }

    /** Replaces the longest chain from a layer by a sequence; returns the vertices of the chain. */
    private List<String> sequence(String start) {
        Optional<String> refusal = FusableLayer.refusal(graph.layer(start).orElseThrow());
        if (refusal.isPresent()) {
            report.addLeft(start, refusal.get());
            return List.of(start);
        }
        List<String> chain = new ArrayList<>(List.of(start));
        List<FusableLayer> layers = new ArrayList<>(List.of(graph.fusable(start).orElseThrow()));
        Optional<String> next = graph.onlyReader(start);
        while (next.isPresent() && follows(next.get(), layers)) {
            chain.add(next.get());
            next = graph.onlyReader(next.get());
        }
        if (FusableLayer.gain(layers)) {
            String name = chain.get(chain.size() - 1);
            Map<String, String> prefixes = new LinkedHashMap<>();
            putNumbered(prefixes, "layer", chain);
            report.addSequence(name, chain);
            String source = graph.inputs(start).get(0);
            graph.replace(prefixes, List.of(), source, name, FusableLayer.sequence(name, layers));
        } else if (!report.isBlock(start)) {
            report.addLeft(start, ALONE);
        }
        return chain;
    }

    /** Adds the layer of a vertex if it fits. */
    private boolean follows(String vertex, List<FusableLayer> layers) {
        Optional<FusableLayer> layer = graph.fusable(vertex).filter(one -> !graph.hasPreprocessor(vertex));
        if (layer.isEmpty()) {
            return false;
        }
        layers.add(layer.get());
        boolean fits = FusableLayer.fit(layers);
        if (!fits) {
            layers.remove(layers.size() - 1);
        }
        return fits;
    }

    private static void putNumbered(Map<String, String> prefixes, String branch, List<String> vertices) {
        for (int i = 0; i < vertices.size(); i++) {
            prefixes.put(vertices.get(i), branch + i + ".");
        }
    }
}
