package io.github.dl4jregularizers.dropout;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.noise.NoiseSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Draws that are given: standard normal for the normal distribution, from U(0, 1) for the others. */
final class GivenDraws implements NoiseSource {

    private final INDArray draws;
    private double retainProbability = Double.NaN;

    GivenDraws(INDArray draws) {
        this.draws = draws;
    }

    /** The requested probability. */
    double retainProbability() {
        return retainProbability;
    }

    @Override
    public void gaussian(INDArray out, double mean, double standardDeviation) {
        fill(out, draws.mul(standardDeviation).addi(mean));
    }

    @Override
    public void bernoulli(INDArray out, double probability) {
        retainProbability = probability;
        fill(out, draws.lt(probability).castTo(out.dataType()));
    }

    @Override
    public void uniform(INDArray out, double from, double to) {
        fill(out, draws.mul(to - from).addi(from));
    }

    @Override
    public double nextDouble() {
        throw new AssertionError("a mask is drawn as a whole");
    }

    private static void fill(INDArray out, INDArray values) {
        assertThat(out.shape()).as("shape of the mask").isEqualTo(values.shape());
        out.assign(values);
    }
}
