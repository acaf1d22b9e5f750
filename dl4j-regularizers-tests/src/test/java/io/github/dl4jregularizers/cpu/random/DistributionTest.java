package io.github.dl4jregularizers.cpu.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.cpu.RequiresCpuModule;
import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The numbers against their distributions. Every bound is five standard errors of the statistic. A correct generator
 * exceeds it for one key in 1.7 million; the keys are fixed.
 */
@RequiresCpuModule
class DistributionTest {

    private static final double STANDARD_ERRORS = 5;
    private static final int COUNT = 1 << 20;

    private static double[] draw(Distribution distribution, DataType type, int count, long key) {
        INDArray array = Nd4j.createUninitialized(type, count);
        ArrayFill.fill(array, distribution, key);
        return array.data().asDouble();
    }

    /** Count of successes against its expectation. */
    private static void assertShare(long successes, long count, double probability) {
        double error = Math.sqrt(count * probability * (1 - probability));
        assertThat((successes - count * probability) / error)
                .as("standard errors off, at probability %s", probability)
                .isBetween(-STANDARD_ERRORS, STANDARD_ERRORS);
    }

    /** Moments 1 to 4 of z; the variance of z^k is E z^2k - (E z^k)^2. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void normalMomentsUpToTheFourth(DataType type) {
        double[] expected = {0, 1, 0, 3};
        double[] variance = {1, 2, 15, 96};
        double[] numbers = draw(new Gaussian(3, 2), type, COUNT, 1);
        for (int order = 1; order <= 4; order++) {
            int power = order;
            double moment = Arrays.stream(numbers)
                    .map(x -> Math.pow((x - 3) / 2, power))
                    .average()
                    .getAsDouble();
            assertThat((moment - expected[order - 1]) / Math.sqrt(variance[order - 1] / COUNT))
                    .as("standard errors off in moment %s", order)
                    .isBetween(-STANDARD_ERRORS, STANDARD_ERRORS);
        }
    }

    /** 1024 classes of equal probability: the statistic has mean 1023 and variance 2046. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void normalNumbersFillEquallyProbableClasses(DataType type) {
        NormalDistribution normal = new NormalDistribution(null, 0, 1);
        int[] observed = new int[1024];
        for (double x : draw(new Gaussian(0, 1), type, COUNT, 2)) {
            observed[Math.min(1023, (int) (normal.cumulativeProbability(x) * 1024))]++;
        }
        double expected = COUNT / 1024.0;
        double statistic = Arrays.stream(observed)
                .mapToDouble(n -> (n - expected) * (n - expected) / expected)
                .sum();
        assertThat((statistic - 1023) / Math.sqrt(2046)).isBetween(-STANDARD_ERRORS, STANDARD_ERRORS);
    }

    /** Both tails, inside and beyond the end of the ziggurat at 4.04. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void normalTails(DataType type) {
        NormalDistribution normal = new NormalDistribution(null, 0, 1);
        double[] numbers = draw(new Gaussian(0, 1), type, 1 << 22, 3);
        for (double limit : new double[] {3, 3.9, 4.03, 4.05, 4.2, 4.5}) {
            double probability = normal.cumulativeProbability(-limit);
            assertShare(Arrays.stream(numbers).filter(x -> x > limit).count(), numbers.length, probability);
            assertShare(Arrays.stream(numbers).filter(x -> x < -limit).count(), numbers.length, probability);
        }
    }

    /** The layers' areas are equal where the top one ends at the top of the curve. */
    @Test
    void theLayersCloseAtTheTop() {
        double width = Ziggurat.TAIL;
        double height = Math.exp(-0.5 * width * width);
        for (int layer = 1; layer < 1023; layer++) {
            height += Ziggurat.AREA / width;
            width = Math.sqrt(-2 * Math.log(height));
        }
        assertThat(height + Ziggurat.AREA / width).isBetween(1 - 1e-11, 1 + 1e-11);
        double tail = new NormalDistribution(null, 0, 1).cumulativeProbability(-Ziggurat.TAIL) * Math.sqrt(2 * Math.PI);
        double bottom = Ziggurat.TAIL * Math.exp(-0.5 * Ziggurat.TAIL * Ziggurat.TAIL) + tail;
        assertThat(bottom).isBetween(Ziggurat.AREA * (1 - 1e-11), Ziggurat.AREA * (1 + 1e-11));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.1, 0.5, 0.9, 0.9999})
    void bernoulliShares(double probability) {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            double[] numbers = draw(new Bernoulli(probability, 1), type, COUNT, 4);
            assertShare((long) Arrays.stream(numbers).sum(), COUNT, probability);
        }
    }

    @Test
    void uniformNumbersFillEquallyLongIntervals() {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            double[] numbers = draw(new Uniform(-1, 2), type, COUNT, 5);
            for (int part = 0; part < 30; part++) {
                double from = -1 + part / 10.0;
                assertShare(
                        Arrays.stream(numbers)
                                .filter(x -> x >= from && x < from + 0.1)
                                .count(),
                        COUNT,
                        1 / 30.0);
            }
        }
    }

    /** Within an array at distances that include those of a chunk, and between arrays of neighboring keys. */
    @Test
    void numbersAreUncorrelated() {
        for (Distribution distribution :
                new Distribution[] {new Gaussian(0, 1), new Bernoulli(0.5, 1), new Uniform(0, 1)}) {
            double[] numbers = draw(distribution, DataType.FLOAT, COUNT, 6);
            for (int distance : new int[] {1, 2, 3, 16, 1023, 1024, 1025, 2048}) {
                assertUncorrelated(
                        Arrays.copyOf(numbers, COUNT - distance), Arrays.copyOfRange(numbers, distance, COUNT));
            }
            for (long key : new long[] {7, 6 | 1L << 32, 6 | 1L << 63, -7}) {
                assertUncorrelated(numbers, draw(distribution, DataType.FLOAT, COUNT, key));
            }
        }
    }

    /** The correlation coefficient of n independent pairs has standard error 1 / sqrt(n). */
    private static void assertUncorrelated(double[] first, double[] second) {
        double product = 0;
        double meanOfFirst = Arrays.stream(first).average().getAsDouble();
        double meanOfSecond = Arrays.stream(second).average().getAsDouble();
        double firstSquares = 0;
        double secondSquares = 0;
        for (int i = 0; i < first.length; i++) {
            double a = first[i] - meanOfFirst;
            double b = second[i] - meanOfSecond;
            product += a * b;
            firstSquares += a * a;
            secondSquares += b * b;
        }
        assertThat(product / Math.sqrt(firstSquares * secondSquares) * Math.sqrt(first.length))
                .isBetween(-STANDARD_ERRORS, STANDARD_ERRORS);
    }
}
