package io.github.dl4jregularizers.internal.backend;

import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The part of a noise layer that an engine reads: mask * x in training, x at inference. */
public interface MultiplicativeNoise {

    /** Which values of the activations share a draw. */
    enum Sharing {
        /** None. */
        NONE,
        /** Those of a channel of an example. */
        CHANNEL,
        /** Those of an example. */
        EXAMPLE,
        /** Others, or the noise is more than a mask. */
        UNKNOWN
    }

    /**
     * Returns which values share a draw.
     *
     * @return {@link Sharing#UNKNOWN} for noise that an engine leaves to the layer
     */
    Sharing sharing();

    /**
     * Returns the format that the draws depend on.
     *
     * @return null if they depend on none
     */
    DataFormat format();

    /**
     * Draws for the next training pass. Called instead of the layer's own forward pass, once, in the order of the
     * layers.
     *
     * @param activations shape of the activations
     * @param workspaces of the call
     * @return the mask in c order, with 1 for axes that share draws; it lasts until the backward pass
     */
    INDArray draw(long[] activations, LayerWorkspaceMgr workspaces);
}
