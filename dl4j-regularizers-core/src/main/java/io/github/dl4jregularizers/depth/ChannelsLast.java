package io.github.dl4jregularizers.depth;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Arrays of shape [examples, channels, ...] in whose memory the channels of a position lie side by side. oneDNN's fastest
 * convolutions read and write that as it is; any other order they copy, the output even twice.
 */
final class ChannelsLast {

    private ChannelsLast() {}

    /** Whether the elements lie in that order, without gaps. */
    static boolean is(INDArray array) {
        long expected = array.size(1);
        for (int dimension = array.rank() - 1; dimension >= 2; dimension--) {
            if (array.size(dimension) != 1 && array.stride(dimension) != expected) {
                return false;
            }
            expected *= array.size(dimension);
        }
        return (array.size(1) == 1 || array.stride(1) == 1) && (array.size(0) == 1 || array.stride(0) == expected);
    }

    static INDArray createUninitialized(LayerWorkspaceMgr workspaces, ArrayType space, DataType type, long... shape) {
        long[] inMemory = shape.clone();
        System.arraycopy(shape, 2, inMemory, 1, shape.length - 2);
        inMemory[shape.length - 1] = shape[1];
        INDArray array = workspaces.createUninitialized(space, type, inMemory, 'c');
        switch (shape.length) {
            case 3:
                return array.permute(0, 2, 1);
            case 4:
                return array.permute(0, 3, 1, 2);
            case 5:
                return array.permute(0, 4, 1, 2, 3);
            default:
                return array;
        }
    }

    /** The array itself if it is one, otherwise a copy. */
    static INDArray of(INDArray array, ArrayType space, LayerWorkspaceMgr workspaces) {
        if (is(array)) {
            return array;
        }
        INDArray copy = createUninitialized(workspaces, space, array.dataType(), array.shape());
        PassKernel.copy(array, copy);
        return copy;
    }

    /** An array like another, of as many examples as said, in the order of that one if it has this order. */
    static INDArray createLike(INDArray array, long examples, ArrayType space, LayerWorkspaceMgr workspaces) {
        long[] shape = array.shape().clone();
        shape[0] = examples;
        return is(array)
                ? createUninitialized(workspaces, space, array.dataType(), shape)
                : workspaces.createUninitialized(space, array.dataType(), shape, 'c');
    }

    /** A copy in the usual order, unless that is the array's own already. */
    static INDArray usual(INDArray array, ArrayType space, LayerWorkspaceMgr workspaces) {
        if (!is(array) || Tile.isDense(array)) {
            return array;
        }
        return PassKernel.usualCopy(array, space, workspaces);
    }

    /** The array, or if it has this order a view in the order of its memory, [examples, ..., channels]. */
    static INDArray inMemory(INDArray array) {
        if (!is(array)) {
            return array;
        }
        switch (array.rank()) {
            case 3:
                return array.permute(0, 2, 1);
            case 4:
                return array.permute(0, 2, 3, 1);
            case 5:
                return array.permute(0, 2, 3, 4, 1);
            default:
                return array;
        }
    }
}
