package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The backend's draws, with a check of every array that they fill. */
final class WatchedNoise implements NoiseSource {

    private final Consumer<INDArray> watch;

    WatchedNoise(Consumer<INDArray> watch) {
        this.watch = watch;
    }

    @Override
    public void bernoulli(INDArray out, double retainProbability) {
        watch.accept(out);
        BackendNoise.INSTANCE.bernoulli(out, retainProbability);
    }

    @Override
    public void gaussian(INDArray out, double mean, double standardDeviation) {
        watch.accept(out);
        BackendNoise.INSTANCE.gaussian(out, mean, standardDeviation);
    }

    @Override
    public void uniform(INDArray out, double from, double to) {
        watch.accept(out);
        BackendNoise.INSTANCE.uniform(out, from, to);
    }

    @Override
    public double nextDouble() {
        return BackendNoise.INSTANCE.nextDouble();
    }
}
