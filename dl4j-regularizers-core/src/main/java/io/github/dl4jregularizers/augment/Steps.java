package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The steps of each sequence from its first to its last unmasked one. */
final class Steps {

    private final int time;
    /** The mask of each sequence; null for none. */
    private final double[][] masks;

    /**
     * Reads a mask.
     *
     * @param mask [batch, time]; null for none
     * @param batch number of sequences
     * @param time number of steps
     */
    Steps(INDArray mask, int batch, int time) {
        this.time = time;
        if (mask == null) {
            masks = null;
            return;
        }
        long[] expected = {batch, time};
        if (mask.rank() == 2 && mask.size(0) == batch && mask.size(1) == time) {
            masks = new double[batch][];
            Examples rows = Examples.of(mask);
            for (int i = 0; i < batch; i++) {
                masks[i] = rows.read(i, new double[time]);
            }
        } else {
            throw Arguments.invalid(
                    "features mask",
                    "of shape " + Arrays.toString(expected),
                    "of shape " + Arrays.toString(mask.shape()));
        }
    }

    boolean isValid(int sequence, int step) {
        return masks == null || masks[sequence][step] != 0;
    }

    /** Returns the first unmasked step; 0 if there is none. */
    int first(int sequence) {
        int step = 0;
        while (step < time && !isValid(sequence, step)) {
            step++;
        }
        return step == time ? 0 : step;
    }

    /** Returns the step after the last unmasked one; 0 if there is none. */
    int end(int sequence) {
        int step = time;
        while (step > 0 && !isValid(sequence, step - 1)) {
            step--;
        }
        return step;
    }
}
