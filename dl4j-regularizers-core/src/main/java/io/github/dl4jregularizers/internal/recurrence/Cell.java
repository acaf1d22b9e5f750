package io.github.dl4jregularizers.internal.recurrence;

import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The equations of one time step of a recurrent layer. */
public interface Cell {

    /** Preactivations per unit. */
    int gates();

    /** Tests whether the state has a memory cell besides the output. */
    boolean hasMemory();

    /** Computes the activated gates, the new memory cell and the new output from the preactivations. */
    void forward(CellStep step, boolean isTraining);

    /**
     * Computes the gradient of the preactivations.
     *
     * @param ofOutput gradient of the new output
     * @param ofMemory gradient of the new memory cell; that of the previous cell on return
     * @param ofPreactivations to be written
     */
    void backward(CellStep step, INDArray ofOutput, INDArray ofMemory, INDArray ofPreactivations);

    /**
     * Returns the equations of an LSTM without peepholes, or of a simple recurrent layer.
     *
     * @param layer its configuration
     */
    static Cell of(BaseRecurrentLayer layer) {
        return layer instanceof AbstractLSTM
                ? new LstmCell(layer.getActivationFn(), ((AbstractLSTM) layer).getGateActivationFn())
                : new SimpleCell(layer.getActivationFn());
    }

    /** Applies an activation to a copy. */
    static INDArray activated(IActivation activation, INDArray preactivation, boolean isTraining) {
        return activation.getActivation(preactivation.dup(), isTraining);
    }

    /** Multiplies a gradient by the derivative of an activation, in copies. */
    static INDArray derived(IActivation activation, INDArray preactivation, INDArray gradient) {
        return activation.backprop(preactivation.dup(), gradient.dup()).getFirst();
    }

    /** The columns of one gate. */
    static INDArray gate(INDArray gates, int number, int count) {
        long units = gates.size(1) / count;
        return gates.get(NDArrayIndex.all(), NDArrayIndex.interval(number * units, (number + 1) * units));
    }
}
