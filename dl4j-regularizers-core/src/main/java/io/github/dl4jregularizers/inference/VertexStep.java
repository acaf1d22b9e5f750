package io.github.dl4jregularizers.inference;

import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph vertex that is not a layer. */
final class VertexStep extends Step {

    private final GraphVertex vertex;

    VertexStep(int[] inputs, boolean noisy, GraphVertex vertex) {
        super(inputs, vertex.getVertexIndex(), noisy);
        this.vertex = vertex;
    }

    @Override
    FeatureShape features() {
        return FeatureShape.any();
    }

    @Override
    boolean overwrites() {
        return false;
    }

    @Override
    INDArray run(INDArray[] in, int batch, LayerWorkspaceMgr workspaces) {
        for (int i = 0; i < in.length; i++) {
            vertex.setInput(i, in[i], workspaces);
        }
        return vertex.doForward(isNoisy(), workspaces);
    }
}
