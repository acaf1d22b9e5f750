package io.github.dl4jregularizers.internal.backend;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;

/**
 * Fills every element of an array without gaps, in the order of its memory, whatever its floating-point type. See
 * {@link Memory#withoutGaps} for other arrays.
 */
public interface RandomFill {

    /**
     * Fills with a value at the given probability, and with 0 otherwise.
     *
     * @param array to fill
     * @param probability in [2^-31, 1]
     * @param value written at that probability
     * @param generator source of a key, or of every number
     */
    void bernoulli(INDArray array, double probability, double value, Random generator);

    /**
     * Fills from a normal distribution.
     *
     * @param array to fill
     * @param mean mean
     * @param standardDeviation standard deviation, at least 0
     * @param generator source of a key, or of every number
     */
    void gaussian(INDArray array, double mean, double standardDeviation, Random generator);

    /**
     * Fills from a uniform distribution.
     *
     * @param array to fill
     * @param from lower end
     * @param to upper end
     * @param generator source of a key, or of every number
     */
    void uniform(INDArray array, double from, double to, Random generator);

    /**
     * Fills equal parts along dimension 0 with a value at the given probability, and with 0 otherwise. A part depends
     * on its key, its shape and the data type only.
     *
     * @param array to fill, in c order
     * @param probability in [2^-31, 1]
     * @param value written at that probability
     * @param keys one per part; their number divides dimension 0
     */
    void bernoulli(INDArray array, double probability, double value, long[] keys);

    /**
     * Fills equal parts along dimension 0 from a normal distribution, as
     * {@link #bernoulli(INDArray, double, double, long[])} does.
     *
     * @param array to fill, in c order
     * @param mean mean
     * @param standardDeviation standard deviation, at least 0
     * @param keys one per part; their number divides dimension 0
     */
    void gaussian(INDArray array, double mean, double standardDeviation, long[] keys);

    /**
     * Fills equal parts along dimension 0 from a uniform distribution, as
     * {@link #bernoulli(INDArray, double, double, long[])} does.
     *
     * @param array to fill, in c order
     * @param from lower end
     * @param to upper end
     * @param keys one per part; their number divides dimension 0
     */
    void uniform(INDArray array, double from, double to, long[] keys);
}
