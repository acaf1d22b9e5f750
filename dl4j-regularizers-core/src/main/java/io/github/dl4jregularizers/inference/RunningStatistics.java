package io.github.dl4jregularizers.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Statistics of the samples of one output, in double precision. Means and variances use Welford's method, which avoids
 * cancellation. Memory does not depend on the number of samples.
 */
final class RunningStatistics {

    private final OutputKind kind;
    private final DataType type;
    private final ClassAxis given;
    private final ClassAxis axis;
    private final double[] mean;
    private final double[] squares;
    private final ClassStatistics classes;
    private final double[] noise;
    private final List<double[]> samples;
    private int count;

    RunningStatistics(OutputLayout layout, INDArray sample, boolean keepSamples) {
        kind = layout.kind();
        type = sample.dataType() == DataType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
        given = new ClassAxis(sample.shape(), layout.classAxis(sample.rank()));
        boolean withNoise = kind == OutputKind.MEAN_AND_LOG_VARIANCE;
        if (withNoise && given.classes() % 2 != 0) {
            throw new IllegalStateException(
                    "OutputKind.MEAN_AND_LOG_VARIANCE needs an even number of units, but the output has "
                            + given.classes());
        }
        axis = withNoise ? given.of(given.classes() / 2) : given;
        mean = new double[axis.length()];
        squares = new double[axis.length()];
        classes = kind == OutputKind.CLASSES || kind == OutputKind.BINARY ? new ClassStatistics(kind, axis) : null;
        noise = withNoise ? new double[axis.length()] : null;
        samples = keepSamples ? new ArrayList<>() : null;
    }

    /**
     * Adds a sample.
     *
     * @param numbers outputs of several samples
     * @param number index of the sample to add
     */
    void add(double[] numbers, int number) {
        int from = number * given.length();
        count++;
        if (noise != null) {
            addMoments(withoutNoise(numbers, from), 0);
            return;
        }
        addMoments(numbers, from);
        if (classes != null) {
            classes.add(numbers, from);
        }
    }

    private void addMoments(double[] numbers, int from) {
        for (int i = 0; i < mean.length; i++) {
            double value = numbers[from + i];
            double difference = value - mean[i];
            mean[i] += difference / count;
            squares[i] += difference * (value - mean[i]);
        }
        if (samples != null) {
            samples.add(Arrays.copyOfRange(numbers, from, from + mean.length));
        }
    }

    /** Returns the means of a sample and accumulates its variances. */
    private double[] withoutNoise(double[] numbers, int from) {
        double[] means = new double[mean.length];
        for (int position = 0; position < axis.positions(); position++) {
            for (int i = 0; i < axis.classes(); i++) {
                int to = axis.start(position) + i * axis.stride();
                int at = from + given.start(position) + i * given.stride();
                means[to] = numbers[at];
                noise[to] += Math.exp(numbers[at + axis.classes() * given.stride()]);
            }
        }
        return means;
    }

    /** Returns the largest standard error of a mean. */
    double standardError() {
        double largest = 0;
        for (double square : squares) {
            largest = Math.max(largest, square);
        }
        return Math.sqrt(largest / (count - 1) / count);
    }

    /** Returns the distribution of the samples so far. */
    PredictiveDistribution distribution() {
        return new PredictiveDistribution(kind, type, axis, count, mean, squares, classes, noise, samples);
    }
}
