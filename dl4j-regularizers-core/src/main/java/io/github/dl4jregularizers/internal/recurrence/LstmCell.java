package io.github.dl4jregularizers.internal.recurrence;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's LSTM: c = f c_before + g i and h = o a(c), with i = a(z_i) and gates f, o, g in the order [i, f, o, g]. */
final class LstmCell implements Cell {

    private static final int GATES = 4;
    private static final int CANDIDATE = 0;
    private static final int FORGET = 1;
    private static final int OUTPUT = 2;
    private static final int INPUT = 3;

    private final IActivation activation;
    private final IActivation gateActivation;

    LstmCell(IActivation activation, IActivation gateActivation) {
        this.activation = activation;
        this.gateActivation = gateActivation;
    }

    @Override
    public int gates() {
        return GATES;
    }

    @Override
    public boolean hasMemory() {
        return true;
    }

    @Override
    public void forward(CellStep step, boolean isTraining) {
        for (int gate = 0; gate < GATES; gate++) {
            gate(step.gates, gate).assign(Cell.activated(of(gate), gate(step.preactivations, gate), isTraining));
        }
        step.memory
                .assign(step.before)
                .muli(gate(step.gates, FORGET))
                .addi(gate(step.gates, INPUT).mul(gate(step.gates, CANDIDATE)));
        step.output.assign(Cell.activated(activation, step.memory, isTraining)).muli(gate(step.gates, OUTPUT));
    }

    @Override
    public void backward(CellStep step, INDArray ofOutput, INDArray ofMemory, INDArray ofPreactivations) {
        INDArray activated = Cell.activated(activation, step.memory, true);
        ofMemory.addi(
                Cell.derived(activation, step.memory, gate(step.gates, OUTPUT).mul(ofOutput)));
        write(step, OUTPUT, activated.mul(ofOutput), ofPreactivations);
        write(step, FORGET, ofMemory.mul(step.before), ofPreactivations);
        write(step, INPUT, ofMemory.mul(gate(step.gates, CANDIDATE)), ofPreactivations);
        write(step, CANDIDATE, ofMemory.mul(gate(step.gates, INPUT)), ofPreactivations);
        ofMemory.muli(gate(step.gates, FORGET));
    }

    private void write(CellStep step, int gate, INDArray gradient, INDArray ofPreactivations) {
        gate(ofPreactivations, gate).assign(Cell.derived(of(gate), gate(step.preactivations, gate), gradient));
    }

    private IActivation of(int gate) {
        return gate == CANDIDATE ? activation : gateActivation;
    }

    private static INDArray gate(INDArray gates, int number) {
        return Cell.gate(gates, number, GATES);
    }
}
