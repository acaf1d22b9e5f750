package io.github.dl4jregularizers.cpu;

import io.github.dl4jregularizers.cpu.memory.HostMemory;
import io.github.dl4jregularizers.internal.Threads;
import io.github.dl4jregularizers.internal.backend.AdamStep;
import io.github.dl4jregularizers.internal.backend.NativeAdamStep;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adam on floats in the host's memory, in vector instructions and with as many threads as ND4J may use. The operations
 * and their order are those of ND4J's scalar loop.
 */
final class HostAdamStep implements AdamStep {

    /** Three arrays of so many floats fit the first cache of a processor core. */
    private static final int BLOCK = 2048;

    /** About 0.05 ms of work: less is not worth handing to another thread. */
    private static final int BLOCKS_PER_THREAD = 16;

    private final AdamStep others = new NativeAdamStep();

    @Override
    public void apply(
            INDArray gradient,
            INDArray first,
            INDArray second,
            double rate,
            double beta1,
            double beta2,
            double epsilon,
            int iteration) {
        if (!HostMemory.isDense(gradient, DataType.FLOAT)
                || !HostMemory.isDense(first, DataType.FLOAT)
                || !HostMemory.isDense(second, DataType.FLOAT)
                || !areAligned(gradient, first, second)) {
            others.apply(gradient, first, second, rate, beta1, beta2, epsilon, iteration);
            return;
        }
        Rule rule = new Rule((float) rate, (float) beta1, (float) beta2, (float) epsilon, iteration);
        long blocks = gradient.length() / BLOCK;
        long threads = Math.min(Threads.count(), blocks / BLOCKS_PER_THREAD);
        apply(rule, gradient, first, second, (int) Math.max(1, threads));
        Reference.reachabilityFence(gradient);
        Reference.reachabilityFence(first);
        Reference.reachabilityFence(second);
    }

    static void apply(Rule rule, INDArray gradient, INDArray first, INDArray second, int threads) {
        Threads.forRanges(
                (int) gradient.length(),
                threads,
                (from, to) -> rule.apply(floats(gradient), floats(first), floats(second), from, to));
    }

    private static boolean areAligned(INDArray gradient, INDArray first, INDArray second) {
        return Arrays.equals(gradient.shape(), first.shape())
                && Arrays.equals(gradient.shape(), second.shape())
                && Arrays.equals(gradient.stride(), first.stride())
                && Arrays.equals(gradient.stride(), second.stride());
    }

    private static FloatBuffer floats(INDArray array) {
        return HostMemory.bytes(array).asFloatBuffer();
    }

    /** The numbers of one step. */
    static final class Rule {

        private final float beta1;
        private final float beta2;
        private final float rest1;
        private final float rest2;
        private final float rate;
        private final float epsilon;

        Rule(float learningRate, float beta1, float beta2, float epsilon, int iteration) {
            this.beta1 = beta1;
            this.beta2 = beta2;
            this.epsilon = epsilon;
            rest1 = 1 - beta1;
            rest2 = 1 - beta2;
            float power1 = (float) Math.pow(beta1, iteration + 1.0);
            float power2 = (float) Math.pow(beta2, iteration + 1.0);
            float corrected = learningRate * (float) Math.sqrt(1 - power2) / (1 - power1);
            // ND4J's operation does so, too: a rate of 0 is no exception.
            boolean isUsable = corrected != 0 && Float.isFinite(corrected);
            rate = isUsable ? corrected : epsilon;
        }

        void apply(FloatBuffer gradient, FloatBuffer first, FloatBuffer second, int from, int to) {
            float[] g = new float[BLOCK];
            float[] m = new float[BLOCK];
            float[] v = new float[BLOCK];
            for (int start = from; start < to; start += BLOCK) {
                int count = Math.min(BLOCK, to - start);
                gradient.position(start);
                gradient.get(g, 0, count);
                first.position(start);
                first.get(m, 0, count);
                second.position(start);
                second.get(v, 0, count);
                step(g, m, v, count);
                gradient.position(start);
                gradient.put(g, 0, count);
                first.position(start);
                first.put(m, 0, count);
                second.position(start);
                second.put(v, 0, count);
            }
        }

        /** The JVM compiles this loop to vector instructions. */
        private void step(float[] g, float[] m, float[] v, int count) {
            float b1 = beta1;
            float b2 = beta2;
            float r1 = rest1;
            float r2 = rest2;
            float a = rate;
            float e = epsilon;
            for (int i = 0; i < count; i++) {
                float x = g[i];
                float mean = b1 * m[i] + x * r1;
                float square = b2 * v[i] + x * x * r2;
                m[i] = mean;
                v[i] = square;
                g[i] = mean * a / ((float) Math.sqrt(square) + e);
            }
        }
    }
}
