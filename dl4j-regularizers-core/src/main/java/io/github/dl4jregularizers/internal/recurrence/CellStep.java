package io.github.dl4jregularizers.internal.recurrence;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays of one time step: views of those of the pass. */
public final class CellStep {

    /** Preactivations, [batch, gates times units]. */
    final INDArray preactivations;
    /** Activated gates, of the same shape. */
    final INDArray gates;
    /** Memory cell before the step, [batch, units]; null without memory. */
    final INDArray before;
    /** Memory cell that the step computes; null without memory. */
    final INDArray memory;
    /** Output that the step computes. */
    final INDArray output;

    CellStep(INDArray preactivations, INDArray gates, INDArray before, INDArray memory, INDArray output) {
        this.preactivations = preactivations;
        this.gates = gates;
        this.before = before;
        this.memory = memory;
        this.output = output;
    }
}
