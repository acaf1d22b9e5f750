package io.github.dl4jregularizers.inference;

import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One layer or vertex of a network: computes one value from others. Values are numbered, the network's inputs too. */
abstract class Step {

    private final int[] inputs;
    private final int output;
    private final boolean noisy;

    Step(int[] inputs, int output, boolean noisy) {
        this.inputs = inputs;
        this.output = output;
        this.noisy = noisy;
    }

    /** Numbers of the values it takes. */
    final int[] inputs() {
        return inputs;
    }

    /** Number of the value it gives. */
    final int output() {
        return output;
    }

    /** Whether it draws. */
    final boolean isNoisy() {
        return noisy;
    }

    /** What it takes as its first value. */
    abstract FeatureShape features();

    /** Whether it may write into the values it takes. */
    abstract boolean overwrites();

    /**
     * Computes the value.
     *
     * @param in the values it takes
     * @param batch number of examples
     * @param workspaces where everything is allocated, the result too
     */
    abstract INDArray run(INDArray[] in, int batch, LayerWorkspaceMgr workspaces);
}
