package io.github.dl4jregularizers.cpu;

import io.github.dl4jregularizers.cpu.memory.HostMemory;
import io.github.dl4jregularizers.internal.backend.BlockMask;
import io.github.dl4jregularizers.internal.backend.PooledBlockMask;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Writes the blocks into a mask of floats in c order, seed by seed; other masks are computed by ND4J. */
final class HostBlockMask implements BlockMask {

    private final BlockMask others = new PooledBlockMask();

    @Override
    public void drop(INDArray seeds, INDArray mask, int firstAxis, int block) {
        if (!HostMemory.isDense(seeds, DataType.FLOAT) || !HostMemory.isDense(mask, DataType.FLOAT)) {
            others.drop(seeds, mask, firstAxis, block);
            return;
        }
        FloatBuffer drawn = HostMemory.bytes(seeds).asFloatBuffer();
        FloatBuffer values = HostMemory.bytes(mask).asFloatBuffer();
        boolean sequence = mask.rank() == 3;
        int columnAxis = sequence ? firstAxis : firstAxis + 1;
        int rows = sequence ? 1 : block;
        int columnStride = mask.stride(columnAxis);
        int rowStride = sequence ? 0 : mask.stride(firstAxis);
        long[] shape = seeds.shape();
        long[] strides = mask.stride();
        for (int seed = 0; seed < seeds.length(); seed++) {
            if (drawn.get(seed) == 0) {
                int corner = offset(seed, shape, strides);
                for (int row = 0; row < rows; row++) {
                    for (int column = 0; column < block; column++) {
                        values.put(corner + row * rowStride + column * columnStride, 0);
                    }
                }
            }
        }
        Reference.reachabilityFence(seeds);
        Reference.reachabilityFence(mask);
    }

    /** The offset of an element, by its number in c order of the shape, in an array of the given strides. */
    private static int offset(int number, long[] shape, long[] strides) {
        long rest = number;
        long offset = 0;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            offset += rest % shape[axis] * strides[axis];
            rest /= shape[axis];
        }
        return (int) offset;
    }
}
