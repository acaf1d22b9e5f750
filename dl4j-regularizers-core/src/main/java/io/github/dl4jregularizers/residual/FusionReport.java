package io.github.dl4jregularizers.residual;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decisions of {@link FusedNetworks#of}: the new layers, and the layers and vertices that stay as they are. */
public final class FusionReport implements Serializable {

    private static final long serialVersionUID = 1;

    private final LinkedHashMap<String, List<String>> sequences = new LinkedHashMap<>();
    private final LinkedHashMap<String, List<String>> blocks = new LinkedHashMap<>();
    private final LinkedHashMap<String, List<String>> concatenations = new LinkedHashMap<>();
    private final LinkedHashMap<String, String> left = new LinkedHashMap<>();

    FusionReport() {}

    void addSequence(String name, List<String> layers) {
        sequences.put(name, List.copyOf(layers));
    }

    void addBlock(String name, List<String> vertices) {
        blocks.put(name, List.copyOf(vertices));
    }

    void addConcatenation(String name, List<String> vertices) {
        concatenations.put(name, List.copyOf(vertices));
    }

    void addLeft(String name, String reason) {
        left.put(name, reason);
    }

    /**
     * Returns the new {@link LayerSequence}s.
     *
     * @return name in the fused network (an index, if the layer has no name), and the names of the layers in it
     */
    public Map<String, List<String>> sequences() {
        return Collections.unmodifiableMap(sequences);
    }

    /**
     * Returns the new {@link ResidualBlock}s. A sequence may hold a block.
     *
     * @return name in the fused network, and the names of the layers and vertices in it: body, shortcut, sum
     */
    public Map<String, List<String>> blocks() {
        return Collections.unmodifiableMap(blocks);
    }

    /**
     * Returns the new {@link ConcatenationBlock}s. A sequence, or another block, may hold one.
     *
     * @return name in the fused network, and the names of the layers and vertices in it: paths in order, concatenation
     */
    public Map<String, List<String>> concatenations() {
        return Collections.unmodifiableMap(concatenations);
    }

    /** Tests whether a vertex of the fused network is a new block. */
    boolean isBlock(String name) {
        return blocks.containsKey(name) || concatenations.containsKey(name);
    }

    /**
     * Returns the layers and vertices that stay as they are.
     *
     * @return name (an index, if the layer has no name), and reason in English
     */
    public Map<String, String> left() {
        return Collections.unmodifiableMap(left);
    }

    /**
     * Tests whether nothing is fused.
     *
     * @return true if the fused network is a copy
     */
    public boolean isEmpty() {
        return sequences.isEmpty() && blocks.isEmpty() && concatenations.isEmpty();
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(sequences.size() + " sequences, " + blocks.size() + " residual blocks, " + concatenations.size()
                + " concatenations, " + left.size() + " layers and vertices left");
        blocks.forEach((name, parts) -> lines.add("block " + name + ": " + String.join(", ", parts)));
        concatenations.forEach((name, parts) -> lines.add("concatenation " + name + ": " + String.join(", ", parts)));
        sequences.forEach((name, layers) -> lines.add("sequence " + name + ": " + String.join(", ", layers)));
        left.forEach((name, reason) -> lines.add("left " + name + ": " + reason));
        return String.join(System.lineSeparator(), lines);
    }
}
