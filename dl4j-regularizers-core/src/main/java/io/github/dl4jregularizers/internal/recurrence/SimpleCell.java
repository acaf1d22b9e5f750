package io.github.dl4jregularizers.internal.recurrence;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's SimpleRnn: h = a(z). */
final class SimpleCell implements Cell {

    private final IActivation activation;

    SimpleCell(IActivation activation) {
        this.activation = activation;
    }

    @Override
    public int gates() {
        return 1;
    }

    @Override
    public boolean hasMemory() {
        return false;
    }

    @Override
    public void forward(CellStep step, boolean isTraining) {
        step.output.assign(Cell.activated(activation, step.preactivations, isTraining));
    }

    @Override
    public void backward(CellStep step, INDArray ofOutput, INDArray ofMemory, INDArray ofPreactivations) {
        ofPreactivations.assign(Cell.derived(activation, step.preactivations, ofOutput));
    }
}
