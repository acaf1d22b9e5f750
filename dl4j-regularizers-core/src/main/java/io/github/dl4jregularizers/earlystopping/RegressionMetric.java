package io.github.dl4jregularizers.earlystopping;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;

/** The mean error over all targets, of one or two predicted numbers per target. */
final class RegressionMetric implements RunningMetric {

    /** The error of one target. */
    @FunctionalInterface
    interface Error {
        /**
         * Computes the error.
         *
         * @param target label
         * @param first the only predicted number, or the mean
         * @param second the log variance if there are two
         */
        double of(double target, double first, double second);
    }

    private final int perTarget;
    private final Error error;
    private double sum;
    private long size;

    /**
     * Creates an empty mean.
     *
     * @param perTarget predicted numbers per target, 1 or 2; the second numbers follow the first on the output axis
     */
    RegressionMetric(int perTarget, Error error) {
        this.perTarget = perTarget;
        this.error = error;
    }

    static double squaredError(double target, double prediction, double unused) {
        return (target - prediction) * (target - prediction);
    }

    static double gaussianNegativeLogLikelihood(double target, double mean, double logVariance) {
        double squared = squaredError(target, mean, 0);
        return 0.5 * (Math.log(2 * Math.PI) + logVariance + squared * Math.exp(-logVariance));
    }

    @Override
    public void add(ValidationBatch batch) {
        long[] expected = batch.predictions().shape().clone();
        if (expected[1] % perTarget != 0) {
            throw Arguments.invalid("number of outputs (means, then as many log variances)", "even", expected[1]);
        }
        expected[1] /= perTarget;
        if (!Arrays.equals(batch.labels().shape(), expected)) {
            Arguments.shape("labels for regression", batch.labels().shape(), expected);
        }
        int targets = Math.toIntExact(expected[1]);
        int perExample = targets * batch.positions();
        double[] labels = ValidationBatch.values(batch.labels());
        double[] predictions = ValidationBatch.values(batch.predictions());
        double[] weights = batch.weights(targets);
        for (int i = 0; i < labels.length; i++) {
            if (weights[i] != 0) {
                int first = i / perExample * perExample * perTarget + i % perExample;
                sum += error.of(labels[i], predictions[first], predictions[first + (perTarget - 1) * perExample]);
                size++;
            }
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public double value() {
        return sum / size;
    }
}
