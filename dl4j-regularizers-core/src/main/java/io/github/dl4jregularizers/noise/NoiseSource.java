package io.github.dl4jregularizers.noise;

import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.internal.dl4j.Detached;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Source of random numbers. Each fill writes every element of an array of any shape, order and floating-point type.
 *
 * <p>The library's sources round probabilities to multiples of 2^-31, and refuse smaller ones.
 *
 * <p>Sources are transient in every configuration: {@code withNoise(source)} returns a copy that uses the given
 * source, and {@code clone()} keeps it.
 */
public interface NoiseSource {

    /**
     * Fills with 1 at the given probability, and 0 otherwise.
     *
     * @param out array to fill
     * @param retainProbability probability of a 1, in [2^-31, 1]
     * @throws IllegalArgumentException if retainProbability is outside its range
     */
    void bernoulli(INDArray out, double retainProbability);

    /**
     * Fills with a dropout mask of mean 1: 1 / retainProbability at that probability, and 0 otherwise.
     *
     * @param out array to fill
     * @param retainProbability probability of a nonzero element, in [2^-31, 1]
     * @throws IllegalArgumentException if retainProbability is outside its range
     */
    default void mask(INDArray out, double retainProbability) {
        bernoulli(out, retainProbability);
        out.divi(retainProbability);
    }

    /**
     * Fills from a normal distribution.
     *
     * @param out array to fill
     * @param mean mean
     * @param standardDeviation standard deviation, at least 0
     */
    void gaussian(INDArray out, double mean, double standardDeviation);

    /**
     * Fills from a uniform distribution.
     *
     * @param out array to fill
     * @param from lower end
     * @param to upper end
     */
    void uniform(INDArray out, double from, double to);

    /**
     * Draws one decision per example for the host. The library's sources draw them there: no array is read.
     *
     * @param examples number of examples
     * @param retainProbability probability of true, in [2^-31, 1]
     * @return one decision per example
     * @throws IllegalArgumentException if retainProbability is outside its range
     */
    default boolean[] decisions(int examples, double retainProbability) {
        INDArray draws = Detached.of(() -> Nd4j.create(DataType.FLOAT, examples));
        bernoulli(draws, retainProbability);
        float[] values = Backend.current().transfer().floats(draws);
        boolean[] decisions = new boolean[examples];
        for (int i = 0; i < examples; i++) {
            decisions[i] = values[i] != 0;
        }
        return decisions;
    }

    /**
     * Draws one uniform number, for decisions per batch.
     *
     * @return a number in [0, 1)
     */
    double nextDouble();
}
