package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The backend's draws, with a count of those that make a block skip its body: for decisions only. */
final class CountedSkips implements NoiseSource {

    private final double retainProbability;
    private final AtomicInteger skips;

    CountedSkips(double retainProbability, AtomicInteger skips) {
        this.retainProbability = retainProbability;
        this.skips = skips;
    }

    @Override
    public double nextDouble() {
        double draw = BackendNoise.INSTANCE.nextDouble();
        if (draw >= retainProbability) {
            skips.incrementAndGet();
        }
        return draw;
    }

    @Override
    public void bernoulli(INDArray out, double probability) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void gaussian(INDArray out, double mean, double standardDeviation) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void uniform(INDArray out, double from, double to) {
        throw new UnsupportedOperationException();
    }
}
