package io.github.dl4jregularizers.inference;

import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One layer or vertex of a network. It computes one value from others. Values are numbered, inputs included. */
abstract class Step {

    private final int[] inputs;
    private final int output;
    private final boolean noisy;

    Step(int[] inputs, int output, boolean noisy) {
        this.inputs = inputs;
        this.output = output;
        this.noisy = noisy;
    }

    /** Returns the numbers of its inputs. */
    final int[] inputs() {
        return inputs;
    }

    /** Returns the number of its output. */
    final int output() {
        return output;
    }

    /** Tests whether it draws. */
    final boolean isNoisy() {
        return noisy;
    }

    /** Shape of its first input. */
    abstract FeatureShape features();

    /** Tests whether it may write into its inputs. */
    abstract boolean overwrites();

    /**
     * Computes the value.
     *
     * @param in its inputs
     * @param batch number of examples
     * @param workspaces for all allocations, the result included
     */
    abstract INDArray run(INDArray[] in, int batch, LayerWorkspaceMgr workspaces);
}
