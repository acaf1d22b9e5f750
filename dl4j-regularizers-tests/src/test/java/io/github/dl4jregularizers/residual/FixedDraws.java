package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.noise.NoiseSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Uniform draws that a test chose, in turn: for decisions only. */
final class FixedDraws implements NoiseSource {

    private final double[] draws;
    private int next;

    FixedDraws(double... draws) {
        this.draws = draws;
    }

    @Override
    public double nextDouble() {
        return draws[next++ % draws.length];
    }

    @Override
    public void bernoulli(INDArray out, double retainProbability) {
        for (int i = 0; i < out.length(); i++) {
            out.putScalar(i, nextDouble() < retainProbability ? 1 : 0);
        }
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
