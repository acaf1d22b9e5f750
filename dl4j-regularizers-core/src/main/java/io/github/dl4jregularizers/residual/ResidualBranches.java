package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.DropRate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;

/** Finds the residual branches of a graph. */
final class ResidualBranches {

    private final ComputationGraphConfiguration conf;
    /** Ancestors of each vertex, itself included, in topological order. */
    private final Map<String, Set<String>> sources = new LinkedHashMap<>();

    ResidualBranches(ComputationGraphConfiguration conf) {
        this.conf = conf;
        conf.getVertices().keySet().forEach(this::sourcesOf);
    }

    private Set<String> sourcesOf(String vertex) {
        Set<String> known = sources.get(vertex);
        if (known != null) {
            return known;
        }
        Set<String> found = new HashSet<>(Set.of(vertex));
        inputs(vertex).forEach(input -> found.addAll(sourcesOf(input)));
        sources.put(vertex, found);
        return found;
    }

    private List<String> inputs(String vertex) {
        return conf.getVertexInputs().getOrDefault(vertex, List.of());
    }

    /** Returns the vertices and network inputs, each after its inputs. */
    List<String> inOrder() {
        return new ArrayList<>(sources.keySet());
    }

    List<DropPathPlacement> placements(double finalDropRate) {
        Map<String, String> branches = new HashMap<>();
        List<DropPathPlacement> placements = new ArrayList<>();
        List<String> meetings = sources.keySet().stream()
                .filter(vertex -> inputs(vertex).size() > 1)
                .collect(Collectors.toList());
        Map<String, String> reasons = new HashMap<>();
        for (String meeting : meetings) {
            String reason = reasonToLeave(meeting);
            if (reason == null) {
                branches.put(meeting, longest(meeting).get(0));
            } else {
                reasons.put(meeting, reason);
            }
        }
        DropRate[] rates =
                branches.isEmpty() ? new DropRate[0] : StochasticDepth.linear(branches.size(), finalDropRate);
        int next = 0;
        for (String meeting : meetings) {
            placements.add(
                    branches.containsKey(meeting)
                            ? DropPathPlacement.inserted(meeting, branches.get(meeting), rates[next++])
                            : DropPathPlacement.leftAlone(meeting, reasons.get(meeting)));
        }
        return placements;
    }

    /** Returns null for a residual branch. */
    private String reasonToLeave(String meeting) {
        GraphVertex vertex = conf.getVertices().get(meeting);
        if (!(vertex instanceof ElementWiseVertex)
                || ((ElementWiseVertex) vertex).getOp() != ElementWiseVertex.Op.Add) {
            return vertex.getClass().getSimpleName() + " does not add";
        }
        if (Set.copyOf(inputs(meeting)).size() < inputs(meeting).size()) {
            return "one path enters it twice";
        }
        if (shared(meeting).isEmpty()) {
            return "its paths have no common source";
        }
        List<String> longest = longest(meeting);
        if (longest.size() > 1) {
            return "the paths that end in " + String.join(" and ", longest) + " have equally many layers";
        }
        return conf.getVertices().get(longest.get(0)) instanceof DropPathVertex ? "has a DropPathVertex already" : null;
    }

    private Set<String> shared(String meeting) {
        Set<String> shared = new HashSet<>(sourcesOf(inputs(meeting).get(0)));
        inputs(meeting).forEach(input -> shared.retainAll(sourcesOf(input)));
        return shared;
    }

    /** Returns the inputs whose paths have the most exclusive layers. */
    private List<String> longest(String meeting) {
        Map<String, Long> layers = new LinkedHashMap<>();
        for (String input : inputs(meeting)) {
            Set<String> own = new HashSet<>(sourcesOf(input));
            inputs(meeting).stream()
                    .filter(other -> !other.equals(input))
                    .forEach(other -> own.removeAll(sourcesOf(other)));
            layers.put(input, own.stream().filter(this::isLayer).count());
        }
        long most = Collections.max(layers.values());
        return layers.keySet().stream()
                .filter(input -> layers.get(input) == most)
                .collect(Collectors.toList());
    }

    private boolean isLayer(String vertex) {
        return conf.getVertices().get(vertex) instanceof LayerVertex;
    }
}
