package io.github.dl4jregularizers.internal.recurrence;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The noise of one pass over a batch of sequences. Each part may be absent. */
public final class StateMasks {

    /** Factors of the recurrent input, [batch, units]; null for none. */
    public final INDArray recurrent;

    private final INDArray hidden;
    private final INDArray cell;

    private StateMasks(INDArray recurrent, INDArray hidden, INDArray cell) {
        this.recurrent = recurrent;
        this.hidden = hidden;
        this.cell = cell;
    }

    /** No noise. */
    public static StateMasks none() {
        return new StateMasks(null, null, null);
    }

    /** Factors of the recurrent input, [batch, units]. */
    public static StateMasks ofInput(INDArray recurrent) {
        return new StateMasks(recurrent, null, null);
    }

    /** Shares of the previous state that are kept, [batch, units, time]; time may be 1 for all steps. */
    public static StateMasks kept(INDArray hidden, INDArray cell) {
        return new StateMasks(null, hidden, cell);
    }

    /** Share of the previous output that is kept at a step, or null. */
    INDArray hidden(long step) {
        return at(hidden, step);
    }

    /** Share of the previous memory cell that is kept at a step, or null. */
    INDArray cell(long step) {
        return at(cell, step);
    }

    private static INDArray at(INDArray shares, long step) {
        return shares == null
                ? null
                : shares.get(
                        NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(shares.size(2) == 1 ? 0 : step));
    }
}
