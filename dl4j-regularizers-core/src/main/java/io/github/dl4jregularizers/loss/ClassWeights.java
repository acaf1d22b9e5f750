package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonValue;

/** One factor per class; in JSON, a list of numbers. */
final class ClassWeights implements Serializable {

    private static final long serialVersionUID = 1;

    private final double[] weights;

    @JsonCreator
    ClassWeights(double[] weights) {
        this.weights = weights.clone();
        for (int k = 0; k < weights.length; k++) {
            Arguments.nonNegative("class weight " + k, weights[k]);
        }
    }

    /** Returns the weights of a row vector, [classes] or [1, classes]; null for null. */
    static ClassWeights of(INDArray row) {
        if (row == null) {
            return null;
        }
        if (!row.isVector() || row.isColumnVector() && row.rank() > 1) {
            throw Arguments.invalid(
                    "classWeights", "a row vector, [classes]", "of shape " + Arrays.toString(row.shape()));
        }
        return new ClassWeights(row.toDoubleVector());
    }

    @JsonValue
    double[] toArray() {
        return weights.clone();
    }

    /** As an array on the device, [1, classes]. */
    INDArray toRow() {
        return Nd4j.createFromArray(weights).reshape(1, weights.length);
    }

    double at(int index) {
        return weights[index];
    }

    void multiply(double[] values) {
        for (int k = 0; k < values.length; k++) {
            values[k] *= weights[k];
        }
    }

    /** Refuses weights for another number of classes. */
    static void check(ClassWeights classWeights, long classes) {
        if (classWeights != null) {
            Arguments.shape("classWeights", new long[] {classWeights.weights.length}, new long[] {classes});
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClassWeights && Arrays.equals(weights, ((ClassWeights) other).weights);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(weights);
    }

    @Override
    public String toString() {
        return Arrays.toString(weights);
    }
}
