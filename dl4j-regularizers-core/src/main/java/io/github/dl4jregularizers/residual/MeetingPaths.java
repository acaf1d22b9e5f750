package io.github.dl4jregularizers.residual;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.layers.Layer;

/** The paths of layers from one vertex that meet in another, in the order of its inputs. */
final class MeetingPaths {

    private final GraphParts graph;
    private final String meeting;
    private final List<List<String>> paths = new ArrayList<>();
    private final Set<String> sources = new LinkedHashSet<>();

    /** Follows the paths back from the vertex where they meet. */
    MeetingPaths(GraphParts graph, String meeting) {
        this.graph = graph;
        this.meeting = meeting;
        graph.inputs(meeting).forEach(end -> paths.add(back(end)));
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

    /** Returns the vertices of each path, from the source. */
    List<List<String>> vertices() {
        return paths;
    }

    String source() {
        return sources.iterator().next();
    }

    /** Returns the layers of each path. */
    List<List<FusableLayer>> layers() {
        return paths.stream().map(this::layers).collect(Collectors.toList());
    }

    List<FusableLayer> layers(List<String> path) {
        return path.stream().map(name -> graph.fusable(name).orElseThrow()).collect(Collectors.toList());
    }

    /** Returns the layers of each path, without {@code FrozenLayer}. */
    List<List<Layer>> plain() {
        return layers().stream().map(path -> List.of(FusableLayer.plain(path))).collect(Collectors.toList());
    }

    /** Returns one of the layers: all are frozen, or none. */
    FusableLayer any() {
        return layers().stream().flatMap(List::stream).findFirst().orElseThrow();
    }

    /**
     * Returns the reason why no composite layer can hold the paths, to follow "it"; empty if one can.
     *
     * @param verb what the vertex does with the paths
     */
    Optional<String> refusal(String verb) {
        List<FusableLayer> all = layers().stream().flatMap(List::stream).collect(Collectors.toList());
        if (all.isEmpty()) {
            return Optional.of(verb + " paths without layers");
        }
        if (sources.size() > 1) {
            return Optional.of(verb + " paths that are no chains of layers from one vertex: "
                    + sources.stream().map(at -> at + " " + stop(at)).collect(Collectors.joining(", ")));
        }
        return FusableLayer.fit(all) && any().isFrozen() == graph.isFrozenVertex(meeting)
                ? Optional.empty()
                : Optional.of(verb + " frozen and other layers, or layers with different gradient normalization");
    }
}
