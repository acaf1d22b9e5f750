package io.github.dl4jregularizers.depth;

import io.github.dl4jregularizers.internal.Threads;
import java.nio.Buffer;
import java.util.Arrays;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A ReLU of any array, in one pass over memory forward and one backward. */
final class ReluKernel {

    private static final int TILE = 1024;

    private ReluKernel() {}

    /** Whether the kernel computes this activation of arrays like these: of one type, in c order without gaps. */
    static boolean computes(IActivation activation, INDArray... arrays) {
        return activation.getClass() == ActivationReLU.class
                && Arrays.stream(arrays)
                        .allMatch(array -> Tile.isSupported(array)
                                && Tile.isDense(array)
                                && array.dataType() == arrays[0].dataType());
    }

    /** output = max(z, 0); the output may be z. */
    static void rectify(INDArray z, INDArray output) {
        forEachTile(z, output, (in, out, start, tile, other) -> {
            tile.read(in, start);
            tile.rectify();
            tile.write(out, start);
        });
    }

    /** Puts the gradient with respect to z in the place of z. */
    static void backward(INDArray z, INDArray epsilon) {
        forEachTile(z, epsilon, (values, gradients, start, tile, other) -> {
            tile.read(gradients, start);
            other.read(values, start);
            tile.keepWherePositive(other);
            tile.write(values, start);
        });
    }

    private interface TileWork {
        void run(Buffer first, Buffer second, int start, Tile tile, Tile other);
    }

    private static void forEachTile(INDArray first, INDArray second, TileWork work) {
        long length = first.length();
        int parts = Threads.count();
        Threads.forEach(parts, part -> {
            Buffer ofFirst = Tile.memory(first);
            Buffer ofSecond = Tile.memory(second);
            int start = (int) (length * part / parts);
            int end = (int) (length * (part + 1) / parts);
            while (start < end) {
                Tile tile = Tile.of(first.dataType(), Math.min(TILE, end - start));
                Tile other = Tile.of(first.dataType(), tile.length);
                for (; start + tile.length <= end; start += tile.length) {
                    work.run(ofFirst, ofSecond, start, tile, other);
                }
            }
        });
    }
}
