package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Random;
import java.util.function.LongToDoubleFunction;
import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.linalg.api.iter.NdIndexIterator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Replays known draws: draw k is {@code normal(k)} or {@code uniform(k)}, counted in channels-first order in every
 * format. Reference functions and all data formats thus use the same noise.
 */
final class ReplayNoise implements NoiseSource {

    /** A prime, so that no array shape divides it. */
    private static final int LENGTH = 4099;

    private static final double[] NORMAL = new double[LENGTH];
    private static final double[] UNIFORM = new Random(20140101).doubles(LENGTH).toArray();

    static {
        Random random = new Random(20120101);
        for (int i = 0; i < LENGTH; i++) {
            NORMAL[i] = random.nextGaussian();
        }
    }

    private final DataFormat format;
    private long drawn;

    ReplayNoise(DataFormat format) {
        this.format = format;
    }

    static double normal(long draw) {
        return NORMAL[(int) (draw % LENGTH)];
    }

    static double uniform(long draw) {
        return UNIFORM[(int) (draw % LENGTH)];
    }

    @Override
    public void bernoulli(INDArray out, double retainProbability) {
        fill(out, draw -> uniform(draw) < retainProbability ? 1 : 0);
    }

    @Override
    public void gaussian(INDArray out, double mean, double standardDeviation) {
        fill(out, draw -> mean + standardDeviation * normal(draw));
    }

    @Override
    public void uniform(INDArray out, double from, double to) {
        fill(out, draw -> from + (to - from) * uniform(draw));
    }

    @Override
    public double nextDouble() {
        return uniform(drawn++);
    }

    private void fill(INDArray out, LongToDoubleFunction value) {
        INDArray view = Batches.channelsFirst(out, format);
        NdIndexIterator indices = new NdIndexIterator('c', view.shape());
        while (indices.hasNext()) {
            view.putScalar(indices.next(), value.applyAsDouble(drawn++));
        }
    }
}
