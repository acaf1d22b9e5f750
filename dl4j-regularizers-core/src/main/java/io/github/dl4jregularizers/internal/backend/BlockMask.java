package io.github.dl4jregularizers.internal.backend;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Drops the blocks of DropBlock. */
public interface BlockMask {

    /**
     * Sets the blocks of all seeds to zero.
     *
     * @param seeds 0 where a block starts and 1 elsewhere; like the mask, but smaller by (block - 1) along the map
     * @param mask [batch, channels, height, width] or [batch, height, width, channels], or a sequence of rank 3; holds
     *     one value other than 0
     * @param firstAxis the first axis of the map: the rows, or the time steps of a sequence
     * @param block side of a block; a sequence has one axis of it
     */
    void drop(INDArray seeds, INDArray mask, int firstAxis, int block);
}
