package io.github.dl4jregularizers.contract;

import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.nd4j.linalg.api.buffer.DataType;

/** Four kinds of network in which every pair of (floating-point type, workspaces, network class) occurs. */
enum Variant {
    FLOAT_WORKSPACES_SEQUENTIAL(DataType.FLOAT, WorkspaceMode.ENABLED, false),
    FLOAT_PLAIN_GRAPH(DataType.FLOAT, WorkspaceMode.NONE, true),
    DOUBLE_WORKSPACES_GRAPH(DataType.DOUBLE, WorkspaceMode.ENABLED, true),
    DOUBLE_PLAIN_SEQUENTIAL(DataType.DOUBLE, WorkspaceMode.NONE, false);

    final DataType type;
    final WorkspaceMode workspaces;
    final boolean graph;

    Variant(DataType type, WorkspaceMode workspaces, boolean graph) {
        this.type = type;
        this.workspaces = workspaces;
        this.graph = graph;
    }
}
