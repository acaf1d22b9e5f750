package io.github.dl4jregularizers.depth;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A ReLU of any array, in one pass over memory forward and one backward. */
final class ReluKernel {

    private ReluKernel() {}

    /** Whether the kernel computes this activation of arrays like these: see {@link PassKernel#computes}. */
    static boolean computes(IActivation activation, INDArray... arrays) {
        return activation.getClass() == ActivationReLU.class && PassKernel.computes(arrays);
    }

    /** output = max(z, 0); the output may be z. */
    static void rectify(INDArray z, INDArray output) {
        PassKernel.forEachTile(
                (memory, offset, tile, other) -> {
                    memory[0].read(tile, offset);
                    tile.rectify();
                    memory[1].write(tile, offset);
                },
                z,
                output);
    }

    /** z += addend, and output = max(z, 0); the output may be z, where only that is left. */
    static void rectifySum(INDArray z, INDArray addend, INDArray output) {
        PassKernel.forEachTile(
                (memory, offset, tile, other) -> {
                    memory[0].read(tile, offset);
                    memory[1].read(other, offset);
                    tile.add(other);
                    if (output != z) {
                        memory[0].write(tile, offset);
                    }
                    tile.rectify();
                    memory[2].write(tile, offset);
                },
                z,
                addend,
                output);
    }

    /** Puts the gradient with respect to z in the place of z, or of max(z, 0), which does as well. */
    static void backward(INDArray z, INDArray epsilon) {
        PassKernel.forEachTile(
                (memory, offset, tile, other) -> {
                    memory[1].read(tile, offset);
                    memory[0].read(other, offset);
                    tile.keepWherePositive(other);
                    memory[0].write(tile, offset);
                },
                z,
                epsilon);
    }
}
