package io.github.dl4jregularizers.internal.backend;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Multiplies the mask by shifted copies of the seeds, one axis after the other: 2 b operations on the device. */
public final class PooledBlockMask implements BlockMask {

    @Override
    public void drop(INDArray seeds, INDArray mask, int firstAxis, int block) {
        boolean sequence = mask.rank() == 3;
        if (sequence) {
            multiplyShifted(seeds, mask, firstAxis, block);
            return;
        }
        long[] shape = seeds.shape().clone();
        shape[firstAxis] = mask.size(firstAxis);
        INDArray rows = Nd4j.ones(seeds.dataType(), shape);
        multiplyShifted(seeds, rows, firstAxis, block);
        multiplyShifted(rows, mask, firstAxis + 1, block);
    }

    /** product *= seeds, shifted by 0, 1, ... block - 1 along the axis. */
    private static void multiplyShifted(INDArray seeds, INDArray product, int axis, int block) {
        for (int shift = 0; shift < block; shift++) {
            INDArrayIndex[] window = new INDArrayIndex[product.rank()];
            for (int other = 0; other < window.length; other++) {
                window[other] =
                        other == axis ? NDArrayIndex.interval(shift, shift + seeds.size(axis)) : NDArrayIndex.all();
            }
            product.get(window).muli(seeds);
        }
    }
}
