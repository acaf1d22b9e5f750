package io.github.dl4jregularizers.internal.dl4j;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;

/** Copies of the configurations of graphs. */
public final class GraphConfigurations {

    private GraphConfigurations() {}

    /** Copies as DL4J's {@code clone()}, which sets the axis of every {@code MergeVertex} back to 1. */
    public static ComputationGraphConfiguration copy(ComputationGraphConfiguration conf) {
        ComputationGraphConfiguration copy = conf.clone();
        conf.getVertices().forEach((name, vertex) -> {
            if (vertex instanceof MergeVertex) {
                ((MergeVertex) copy.getVertices().get(name)).setMergeAxis(((MergeVertex) vertex).getMergeAxis());
            }
        });
        return copy;
    }
}
