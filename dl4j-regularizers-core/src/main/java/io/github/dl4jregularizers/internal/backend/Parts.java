package io.github.dl4jregularizers.internal.backend;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Equal parts of an array along dimension 0. */
public final class Parts {

    private Parts() {}

    /**
     * Selects a part.
     *
     * @param array whole array
     * @param part number of the part, from 0
     * @param parts number of parts, which divides dimension 0
     * @return a view; the array itself if there is one part
     */
    public static INDArray of(INDArray array, int part, int parts) {
        if (parts == 1) {
            return array;
        }
        long rows = array.size(0) / parts;
        INDArrayIndex[] index = new INDArrayIndex[array.rank()];
        index[0] = NDArrayIndex.interval(part * rows, (part + 1) * rows);
        for (int axis = 1; axis < index.length; axis++) {
            index[axis] = NDArrayIndex.all();
        }
        return array.get(index);
    }
}
