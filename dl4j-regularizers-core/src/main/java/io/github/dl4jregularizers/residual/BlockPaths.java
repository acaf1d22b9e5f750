package io.github.dl4jregularizers.residual;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;

/** The two paths of layers that meet in a sum, and the activation after it. */
final class BlockPaths {

    private final GraphParts graph;
    private final String sum;
    private final MeetingPaths paths;
    private final boolean swapped;

    /**
     * Follows the paths back from a sum of two vertices.
     *
     * @param branch last vertex of the body; null for the path with more layers
     */
    BlockPaths(GraphParts graph, String sum, String branch) {
        this.graph = graph;
        this.sum = sum;
        paths = new MeetingPaths(graph, sum);
        swapped = branch == null
                ? path(1).size() > path(0).size()
                : branch.equals(graph.inputs(sum).get(1));
    }

    private List<String> path(int number) {
        return paths.vertices().get(number);
    }

    List<String> body() {
        return path(swapped ? 1 : 0);
    }

    List<String> shortcut() {
        return path(swapped ? 0 : 1);
    }

    String source() {
        return paths.source();
    }

    List<FusableLayer> layers(List<String> path) {
        return paths.layers(path);
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
        Optional<String> refusal = paths.refusal("adds");
        if (refusal.isPresent()) {
            return refusal;
        }
        return BlockShapes.agree(paths.plain()) ? Optional.empty() : Optional.of("may add arrays of different shapes");
    }
}
