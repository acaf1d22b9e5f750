package io.github.dl4jregularizers.internal.backend;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.random.BaseRandomOp;
import org.nd4j.linalg.api.ops.random.impl.BernoulliDistribution;
import org.nd4j.linalg.api.ops.random.impl.GaussianDistribution;
import org.nd4j.linalg.api.ops.random.impl.UniformDistribution;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/** Fills with ND4J's own random operations. */
public final class NativeRandomFill implements RandomFill {

    @Override
    public void bernoulli(INDArray array, double probability, double value, Random generator) {
        requireProbability(probability);
        execute(new BernoulliDistribution(array, probability), generator);
        if (value != 1) {
            array.muli(value);
        }
    }

    /**
     * Refuses probabilities that a generator of 31 bits cannot draw.
     *
     * @param probability in [2^-31, 1]
     * @return probability
     */
    public static double requireProbability(double probability) {
        return Arguments.between("retain probability", probability, 0x1p-31, 1);
    }

    @Override
    public void gaussian(INDArray array, double mean, double standardDeviation, Random generator) {
        execute(new GaussianDistribution(array, mean, standardDeviation), generator);
    }

    @Override
    public void uniform(INDArray array, double from, double to, Random generator) {
        execute(new UniformDistribution(array, from, to), generator);
    }

    @Override
    public void bernoulli(INDArray array, double probability, double value, long[] keys) {
        requireProbability(probability);
        KeyedParts.fill(
                array,
                keys,
                words -> words.nextDouble() < probability ? value : 0,
                (part, generator) -> bernoulli(part, probability, value, generator));
    }

    @Override
    public void gaussian(INDArray array, double mean, double standardDeviation, long[] keys) {
        KeyedParts.fill(
                array,
                keys,
                words -> mean + standardDeviation * gaussian(words),
                (part, generator) -> gaussian(part, mean, standardDeviation, generator));
    }

    /** By the method of Box and Muller. */
    private static double gaussian(SplittableRandom words) {
        double radius = Math.sqrt(-2 * Math.log(1 - words.nextDouble()));
        return radius * Math.cos(2 * Math.PI * words.nextDouble());
    }

    /** 24 bits per number: the largest is below {@code to} in single precision too. */
    @Override
    public void uniform(INDArray array, double from, double to, long[] keys) {
        KeyedParts.fill(
                array,
                keys,
                words -> from + (to - from) * ((words.nextLong() >>> 40) * 0x1p-24),
                (part, generator) -> uniform(part, from, to, generator));
    }

    private static void execute(BaseRandomOp operation, Random generator) {
        Nd4j.getExecutioner().exec(operation, generator);
    }
}
