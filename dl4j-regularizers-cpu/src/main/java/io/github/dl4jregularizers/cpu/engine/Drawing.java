package io.github.dl4jregularizers.cpu.engine;

import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A step whose layer draws in each pass. */
interface Drawing {

    /**
     * Draws before a pass, in the order of the layers.
     *
     * @param batch array with the examples on its first axis
     * @param training kind of the pass
     * @param workspaces of the call
     */
    Draw draw(INDArray batch, boolean training, LayerWorkspaceMgr workspaces);

    /** Gives a run what this drawing, or the same one of another program, drew. */
    void give(Draw draw, Program program, Run run);
}
