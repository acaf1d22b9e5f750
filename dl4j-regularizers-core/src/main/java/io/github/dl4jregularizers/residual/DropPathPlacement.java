package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.DropRate;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** Decision of {@link StochasticDepth#insertInto} for one vertex with several inputs. */
public final class DropPathPlacement implements Serializable {

    private static final long serialVersionUID = 1;

    private final String meeting;
    private final String branch;
    private final DropRate dropRate;
    private final String reason;

    private DropPathPlacement(String meeting, String branch, DropRate dropRate, String reason) {
        this.meeting = meeting;
        this.branch = branch;
        this.dropRate = dropRate;
        this.reason = reason;
    }

    static DropPathPlacement inserted(String meeting, String branch, DropRate dropRate) {
        return new DropPathPlacement(meeting, branch, dropRate, "the path with the most layers");
    }

    static DropPathPlacement leftAlone(String meeting, String reason) {
        return new DropPathPlacement(meeting, null, null, reason);
    }

    /** Puts a vertex at the end of the branch. */
    void applyTo(ComputationGraphConfiguration conf, DropPathVertex vertex) {
        String name = freeName(conf);
        conf.getVertices().put(name, vertex);
        conf.getVertexInputs().put(name, List.of(branch));
        conf.getVertexInputs().get(meeting).replaceAll(input -> input.equals(branch) ? name : input);
    }

    /** Returns the drop rate of an inserted placement. */
    DropRate rate() {
        return dropRate;
    }

    private String freeName(ComputationGraphConfiguration conf) {
        String name = meeting + "-drop-path";
        for (int i = 2;
                conf.getVertices().containsKey(name) || conf.getNetworkInputs().contains(name);
                i++) {
            name = meeting + "-drop-path-" + i;
        }
        return name;
    }

    /**
     * Tests whether a branch is dropped here.
     *
     * @return false if the vertex is not changed
     */
    public boolean isInserted() {
        return dropRate != null;
    }

    /**
     * Returns the vertex where the branches meet.
     *
     * @return its name
     */
    public String meeting() {
        return meeting;
    }

    /**
     * Returns the last vertex of the dropped branch.
     *
     * @return its name; empty if the vertex is not changed
     */
    public Optional<String> branch() {
        return Optional.ofNullable(branch);
    }

    /**
     * Returns the drop rate of the branch.
     *
     * @return the rate; empty if the vertex is not changed
     */
    public Optional<DropRate> dropRate() {
        return Optional.ofNullable(dropRate);
    }

    /**
     * Returns the reason.
     *
     * @return in English, for a log
     */
    public String reason() {
        return reason;
    }

    @Override
    public String toString() {
        return meeting + ": "
                + (isInserted() ? "drops the branch that ends in " + branch + " at " + dropRate : "left alone") + ", "
                + reason;
    }
}
