package io.github.dl4jregularizers.internal.dl4j;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;

/** Memory for arrays that a layer keeps from the forward pass to the backward pass: {@code ArrayType.INPUT}. */
public final class BackwardArrays {

    private BackwardArrays() {}

    /**
     * Returns the manager for arrays of {@code ArrayType.INPUT}. A graph names a workspace for them that is not open in
     * passes without a backward pass, as in {@code output(true, ..)} for its output layer.
     *
     * @param workspaces the layer's manager
     * @return the given manager if that workspace is open; otherwise one of memory outside workspaces
     */
    public static LayerWorkspaceMgr in(LayerWorkspaceMgr workspaces) {
        return workspaces.isWorkspaceOpen(ArrayType.INPUT) ? workspaces : LayerWorkspaceMgr.noWorkspacesImmutable();
    }
}
