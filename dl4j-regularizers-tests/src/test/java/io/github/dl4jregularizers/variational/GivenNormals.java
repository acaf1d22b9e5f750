package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Standard normal draws that are given, in the order of their use. */
final class GivenNormals implements NoiseSource {

    final Deque<INDArray> arrays = new ArrayDeque<>();

    @Override
    public void bernoulli(INDArray out, double retainProbability) {
        throw new AssertionError("only normal draws are given");
    }

    @Override
    public void gaussian(INDArray out, double mean, double standardDeviation) {
        out.assign(arrays.remove());
    }

    @Override
    public void uniform(INDArray out, double from, double to) {
        throw new AssertionError("only normal draws are given");
    }

    @Override
    public double nextDouble() {
        throw new AssertionError("only normal draws are given");
    }
}
