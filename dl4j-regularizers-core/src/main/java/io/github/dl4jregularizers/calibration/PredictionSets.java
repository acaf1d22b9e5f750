package io.github.dl4jregularizers.calibration;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One set of classes per example, from {@link ConformalPrediction}. Immutable. */
public final class PredictionSets implements Serializable {

    private static final long serialVersionUID = 1;

    private final boolean[][] sets;
    private final long[] shape;

    PredictionSets(boolean[][] sets, long[] shape) {
        this.sets = sets;
        this.shape = shape.clone();
    }

    /**
     * Returns the number of sets.
     *
     * @return number of examples, at least 1
     */
    public int size() {
        return sets.length;
    }

    /**
     * Returns the classes in a set.
     *
     * @param example index of the example
     * @return indices of classes, ascending; may be empty
     * @throws IndexOutOfBoundsException if there is no such example
     */
    public int[] classes(int example) {
        boolean[] set = sets[example];
        return IntStream.range(0, set.length).filter(label -> set[label]).toArray();
    }

    /**
     * Tests for a class in a set.
     *
     * @param example index of the example
     * @param label index of the class
     * @return true if it is
     * @throws IndexOutOfBoundsException if there is no such example or class
     */
    public boolean contains(int example, int label) {
        return sets[example][label];
    }

    /**
     * Returns the empirical coverage: the share of sets that contain the label.
     *
     * @param labels one-hot in the shape of the predictions, or indices of classes [examples]
     * @return in [0, 1]
     * @throws IllegalArgumentException if labels are neither one-hot nor indices of the classes, or of another shape
     */
    public double coverage(INDArray labels) {
        int[] indices = Labels.of(labels, shape, IntStream.range(0, sets.length).toArray());
        return (double) IntStream.range(0, sets.length)
                        .filter(i -> sets[i][indices[i]])
                        .count()
                / sets.length;
    }

    /**
     * Returns the mean number of classes in a set. Smaller is better at the same coverage.
     *
     * @return from 0 to the number of classes
     */
    public double averageSize() {
        return IntStream.range(0, sets.length)
                .map(example -> classes(example).length)
                .average()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return "PredictionSets"
                + Arrays.toString(IntStream.range(0, sets.length)
                        .mapToObj(example -> Arrays.toString(classes(example)))
                        .toArray());
    }
}
