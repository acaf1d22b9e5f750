package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.noise.NoiseSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The uniform draws of a reference, in their order. */
final class RecordedDraws implements NoiseSource {

    private final JsonNode draws;
    private int next;

    RecordedDraws(JsonNode draws) {
        this(draws, 0);
    }

    RecordedDraws(JsonNode draws, int first) {
        this.draws = draws;
        this.next = first;
    }

    @Override
    public void bernoulli(INDArray out, double retainProbability) {
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

    @Override
    public double nextDouble() {
        return draws.get(next++).asDouble();
    }
}
