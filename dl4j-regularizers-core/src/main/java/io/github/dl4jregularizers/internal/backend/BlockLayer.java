package io.github.dl4jregularizers.internal.backend;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The part of a residual block that an engine reads: activation(shortcut(x) + factor * body(x)). */
public interface BlockLayer {

    /**
     * Layers of the body.
     *
     * @return at least one
     */
    List<Layer> body();

    /**
     * Layers of the shortcut.
     *
     * @return none for the identity
     */
    List<Layer> shortcut();

    /**
     * Returns the activation of the sum.
     *
     * @return a configured activation
     */
    IActivation activation();

    /**
     * Tests whether passes always compute the body for every example, and add it without a factor.
     *
     * @param training kind of the passes
     * @return true if no example ever drops the body and no factor scales it
     */
    boolean alwaysKeepsBody(boolean training);

    /**
     * Tests whether a training pass may drop the body, now or at a later iteration.
     *
     * @return false if no pass ever does
     */
    boolean mayDropBody();

    /**
     * Tests whether examples drop the body independently of one another.
     *
     * @return false if all examples of a batch keep or drop it together
     */
    boolean isPerExample();

    /**
     * Draws for the next pass. Called instead of the block's own forward pass, once, in the order of the layers.
     *
     * @param batch array with the examples on its first axis, of the layers' data type
     * @param training kind of the pass
     * @param workspaces of the call
     * @return the examples that keep the body
     */
    BodyDraw draw(INDArray batch, boolean training, LayerWorkspaceMgr workspaces);
}
