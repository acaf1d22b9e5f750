package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.DropRate;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** What {@link StochasticDepth#insertInto} does at one vertex of a graph where paths meet. */
public final class DropPathPlacement {

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

    void applyTo(ComputationGraphConfiguration conf) {
        String name = freeName(conf);
        conf.getVertices().put(name, new DropPathVertex(dropRate));
        conf.getVertexInputs().put(name, List.of(branch));
        conf.getVertexInputs().get(meeting).replaceAll(input -> input.equals(branch) ? name : input);
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
     * Whether a branch is dropped here.
     *
     * @return false if the vertex is left alone
     */
    public boolean isInserted() {
        return dropRate != null;
    }

    /**
     * The vertex where the paths meet.
     *
     * @return its name
     */
    public String meeting() {
        return meeting;
    }

    /**
     * The last vertex of the branch that is dropped.
     *
     * @return its name; empty if the vertex is left alone
     */
    public Optional<String> branch() {
        return Optional.ofNullable(branch);
    }

    /**
     * The probability of dropping the branch.
     *
     * @return the rate; empty if the vertex is left alone
     */
    public Optional<DropRate> dropRate() {
        return Optional.ofNullable(dropRate);
    }

    /**
     * Why this is done.
     *
     * @return a few words
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
