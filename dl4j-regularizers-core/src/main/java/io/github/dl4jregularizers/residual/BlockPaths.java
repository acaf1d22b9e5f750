package io.github.dl4jregularizers.residual;

import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/** The two paths of layers that meet in a sum, and the activation after it. */
final class BlockPaths {

    private final GraphParts graph;
    private final String sum;
    private final List<String> first;
    private final List<String> second;
    private final List<String> sources = new ArrayList<>();
    private final boolean swapped;

    /**
     * Follows the paths back from a sum of two vertices.
     *
     * @param branch last vertex of the body; null for the path with more layers
     */
    BlockPaths(GraphParts graph, String sum, String branch) {
        this.graph = graph;
        this.sum = sum;
        first = back(graph.inputs(sum).get(0));
        second = back(graph.inputs(sum).get(1));
        swapped = branch == null
                ? second.size() > first.size()
                : branch.equals(graph.inputs(sum).get(1));
    }

    private List<String> back(String end) {
        LinkedList<String> path = new LinkedList<>();
        String at = end;
        while (stop(at) == null) {
            path.addFirst(at);
            at = graph.inputs(at).get(0);
        }
        sources.add(at);
        return path;
    }

    /** Returns the reason why a path does not continue through a vertex; null if it does. */
    private String stop(String vertex) {
        if (graph.vertex(vertex) == null) {
            return "is an input of the network";
        }
        if (graph.layer(vertex).isEmpty()) {
            return "is a " + graph.vertex(vertex).getClass().getSimpleName();
        }
        Optional<String> refusal = FusableLayer.refusal(graph.layer(vertex).get());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (graph.onlyReader(vertex).isEmpty()) {
            return "has several readers or is an output";
        }
        return graph.hasPreprocessor(vertex) ? "has an input preprocessor" : null;
    }

    List<String> body() {
        return swapped ? second : first;
    }

    List<String> shortcut() {
        return swapped ? first : second;
    }

    String source() {
        return sources.get(0);
    }

    List<FusableLayer> layers(List<String> path) {
        return path.stream().map(name -> graph.fusable(name).orElseThrow()).collect(Collectors.toList());
    }

    private List<FusableLayer> layers() {
        return Stream.of(first, second).flatMap(path -> layers(path).stream()).collect(Collectors.toList());
    }

    /** Returns the vertex of the activation after the sum; empty if another vertex follows. */
    Optional<String> activation() {
        return graph.onlyReader(sum)
                .filter(reader -> !graph.hasPreprocessor(reader))
                .filter(reader -> graph.fusable(reader)
                        .filter(layer -> layer.layer().getClass() == ActivationLayer.class
                                && layer.isFrozen() == graph.isFrozenVertex(sum))
                        .isPresent());
    }

    /** Returns the reason why the sum is no residual block, to follow "it"; empty for a block. */
    Optional<String> refusal() {
        if (body().isEmpty()) {
            return Optional.of("adds paths without layers");
        }
        if (!sources.get(0).equals(sources.get(1))) {
            return Optional.of("adds paths that are no chains of layers from one vertex: "
                    + sources.stream().map(at -> at + " " + stop(at)).collect(Collectors.joining(", ")));
        }
        List<FusableLayer> layers = layers();
        if (!FusableLayer.fit(layers) || layers.get(0).isFrozen() != graph.isFrozenVertex(sum)) {
            return Optional.of("adds frozen and other layers, or layers with different gradient normalization");
        }
        return BlockShapes.agree(plain(body()), plain(shortcut()))
                ? Optional.empty()
                : Optional.of("may add arrays of different shapes");
    }

    private List<Layer> plain(List<String> path) {
        return List.of(FusableLayer.plain(layers(path)));
    }
}
