package io.github.dl4jregularizers.inference;

import java.io.Serializable;
import java.util.Arrays;

/** Indices of the classes of one position (example, time step or pixel) in an array in c order. Immutable. */
final class ClassAxis implements Serializable {

    private static final long serialVersionUID = 1;

    private final long[] shape;
    private final int axis;
    private final int classes;
    private final int inner;

    ClassAxis(long[] shape, int axis) {
        this.shape = shape.clone();
        this.axis = axis;
        this.classes = (int) shape[axis];
        int after = 1;
        for (int i = axis + 1; i < shape.length; i++) {
            after *= (int) shape[i];
        }
        this.inner = after;
    }

    /** Returns the same axis with another number of classes. */
    ClassAxis of(int otherClasses) {
        long[] other = shape.clone();
        other[axis] = otherClasses;
        return new ClassAxis(other, axis);
    }

    int axis() {
        return axis;
    }

    int classes() {
        return classes;
    }

    /** Returns the number of positions. */
    int positions() {
        return length() / classes;
    }

    int length() {
        return (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    /** Returns the shape of the whole array. */
    long[] shape() {
        return shape.clone();
    }

    /** Returns the shape without the class axis. */
    long[] positionShape() {
        long[] rest = new long[shape.length - 1];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = shape[i < axis ? i : i + 1];
        }
        return rest;
    }

    /** Returns the index of the first class of a position. */
    int start(int position) {
        return position / inner * classes * inner + position % inner;
    }

    /** Returns the distance between the classes of a position. */
    int stride() {
        return inner;
    }
}
