package io.github.dl4jregularizers.cpu.engine;

import io.github.dl4jregularizers.cpu.memory.HostMemory;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Looks for NaN and infinity before a pass. oneDNN's ReLU returns 0 for NaN, so that a diverged network would seem to
 * compute; DL4J's and PyTorch's return NaN. Inputs are looked at in each pass, parameters every so often, because they
 * stay NaN.
 */
final class FiniteCheck {

    /** Passes between two looks at the parameters. */
    static final int PERIOD = 16;

    private static final int BLOCK = 2048;
    private static final int LANES = 8;

    private int passes;

    /** Whether the input, and the parameters if it is their turn, have only finite values. */
    boolean passes(INDArray input, Program program) {
        boolean looksAtParameters = passes++ % PERIOD == 0;
        return isFinite(input) && (!looksAtParameters || program.parameters().allMatch(FiniteCheck::isFinite));
    }

    /** Of an array without gaps; true for one that Java cannot address as a whole. */
    static boolean isFinite(INDArray array) {
        if (!HostMemory.isAddressable(array)) {
            return true;
        }
        FloatBuffer values = HostMemory.bytes(array).asFloatBuffer();
        float[] block = new float[BLOCK];
        float[] sums = new float[LANES];
        while (values.hasRemaining()) {
            int count = Math.min(BLOCK, values.remaining());
            values.get(block, 0, count);
            for (int i = count; i % LANES != 0; i++) {
                block[i] = 0;
            }
            for (int i = 0; i < count; i += LANES) {
                for (int lane = 0; lane < LANES; lane++) {
                    // 0 for each finite value, NaN for the others.
                    sums[lane] += 0 * block[i + lane];
                }
            }
        }
        Reference.reachabilityFence(array);
        float sum = 0;
        for (float one : sums) {
            sum += one;
        }
        return sum == 0;
    }
}
