package io.github.dl4jregularizers.noise;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where random numbers come from. Each {@code fill} writes every element of the given array, whatever its shape,
 * order and floating-point type.
 *
 * <p>The library's sources round probabilities to multiples of 2^-31 and refuse those below it, which would never occur.
 *
 * <p>Sources are transient in every configuration: {@code withNoise(source)} of a configuration returns a copy that
 * draws from the given source, and {@code clone()} keeps it.
 */
public interface NoiseSource {

    /**
     * Fills with 1 at the given probability and 0 otherwise.
     *
     * @param out array to fill
     * @param retainProbability probability of a 1, in [2^-31, 1]
     * @throws IllegalArgumentException if retainProbability is outside its range
     */
    void bernoulli(INDArray out, double retainProbability);

    /**
     * Fills with 1 / retainProbability at that probability and 0 otherwise: a dropout mask, of mean 1.
     *
     * @param out array to fill
     * @param retainProbability probability of not being 0, in [2^-31, 1]
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
     * One uniform draw, for decisions taken once a batch.
     *
     * @return a number in [0, 1)
     */
    double nextDouble();
}
