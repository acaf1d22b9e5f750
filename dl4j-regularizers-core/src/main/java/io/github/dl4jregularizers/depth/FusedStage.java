package io.github.dl4jregularizers.depth;

import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One step of a {@link FusedBody}: works on {@link ChannelsLast} arrays that the body provides, and
 * keeps none of them. */
interface FusedStage {

    long[] outputShape(long[] inputShape);

    /**
     * Whether the step is cheap enough to be computed again in the backward pass, rather than to have its output kept,
     * and can overwrite its input.
     */
    boolean isElementwise();

    /** Computes the output; in training remembers the statistics that {@link #repeat} and {@link #backward} need. */
    void forward(INDArray input, INDArray output, boolean training);

    /** The same output once more. Called for element-wise steps only. */
    void repeat(INDArray input, INDArray output);

    /** Writes the layer's gradient views, and dL/dinput to inputGradient, which may be epsilon where element-wise. */
    void backward(INDArray input, INDArray epsilon, INDArray inputGradient, LayerWorkspaceMgr workspaces);
}
