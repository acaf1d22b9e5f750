package io.github.dl4jregularizers.examples.data;

import io.github.dl4jregularizers.examples.Require;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * MNIST-1D: ten classes of signals of 40 samples that look like the digits' strokes. Small networks train on it in
 * seconds. It separates models better than MNIST does. Needs no download and no files.
 *
 * <p>Procedure, templates and constants are those of the authors' program (Apache-2.0), and so are the random numbers.
 * {@link #published} is their data set, up to rounding.
 *
 * <p>Source: Greydanus and Kobak, "Scaling Down Deep Learning with MNIST-1D", ICML 2024 (first version 2020),
 * github.com/greydanus/mnist1d. Immutable.
 */
public final class Mnist1d {

    /** Samples of a signal. */
    public static final int LENGTH = Mnist1dPainter.LENGTH;

    /** Number of classes. */
    public static final int CLASSES = 10;

    private static final int PUBLISHED_SEED = 42;

    private final double[][] signals;
    private final int[] labels;
    private final int training;

    private Mnist1d(double[][] signals, int[] labels, int training) {
        this.signals = signals;
        this.labels = labels;
        this.training = training;
    }

    /**
     * Returns the authors' data set.
     *
     * @return 4,000 training and 1,000 test signals
     */
    public static Mnist1d published() {
        return generate(4000, 1000, PUBLISHED_SEED);
    }

    /**
     * Generates a set. All signals together have mean 0 and variance 1, and each class has the same number of them.
     *
     * @param training number of training signals, at least 1
     * @param test number of test signals, at least 1; with the training signals a multiple of 10
     * @param seed seed, at least 0
     * @return the set
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public static Mnist1d generate(int training, int test, int seed) {
        Require.atLeast("number of training signals", training, 1);
        Require.atLeast("number of test signals", test, 1);
        Require.atLeast("seed", seed, 0);
        int count = Math.addExact(training, test);
        if (count % CLASSES != 0) {
            throw Require.invalid("number of training and test signals", "a multiple of " + CLASSES, count);
        }
        NumpyRandom random = new NumpyRandom(seed);
        Mnist1dPainter painter = new Mnist1dPainter(random);
        double[][] ordered = new double[count][];
        for (int i = 0; i < count; i++) {
            ordered[i] = painter.paint(i / (count / CLASSES));
        }
        int[] order = random.permutation(count);
        double[][] signals = new double[count][];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            signals[i] = ordered[order[i]];
            labels[i] = order[i] / (count / CLASSES);
        }
        standardize(signals);
        return new Mnist1d(signals, labels, training);
    }

    private static void standardize(double[][] signals) {
        double mean =
                Arrays.stream(signals).flatMapToDouble(Arrays::stream).average().orElseThrow();
        double variance = Arrays.stream(signals)
                .flatMapToDouble(Arrays::stream)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        double deviation = Math.sqrt(variance);
        for (double[] signal : signals) {
            Arrays.setAll(signal, i -> (signal[i] - mean) / deviation);
        }
    }

    /**
     * Returns the training signals.
     *
     * @param type type of the numbers
     * @return features [examples, 40], labels [examples, 10], one-hot
     */
    public DataSet training(DataType type) {
        return part(0, training, type);
    }

    /**
     * Returns the test signals.
     *
     * @param type type of the numbers
     * @return features [examples, 40], labels [examples, 10], one-hot
     */
    public DataSet test(DataType type) {
        return part(training, signals.length, type);
    }

    private DataSet part(int from, int to, DataType type) {
        double[][] oneHot = new double[to - from][CLASSES];
        for (int i = from; i < to; i++) {
            oneHot[i - from][labels[i]] = 1;
        }
        double[][] part = Arrays.copyOfRange(signals, from, to);
        return new DataSet(
                Nd4j.createFromArray(part).castTo(type),
                Nd4j.createFromArray(oneHot).castTo(type));
    }
}
