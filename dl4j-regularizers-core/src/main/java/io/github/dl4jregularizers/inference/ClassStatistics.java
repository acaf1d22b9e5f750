package io.github.dl4jregularizers.inference;

import java.io.Serializable;
import java.util.Arrays;

/** Entropies and votes of samples that are probabilities, of exclusive classes or of independent events. */
final class ClassStatistics implements Serializable {

    private static final long serialVersionUID = 1;

    private final boolean events;
    private final ClassAxis axis;
    private final double[] entropies;
    private final int[] votes;
    private int count;

    ClassStatistics(OutputKind kind, ClassAxis axis) {
        this.events = kind == OutputKind.BINARY;
        this.axis = axis;
        this.entropies = new double[events ? axis.length() : axis.positions()];
        this.votes = new int[axis.length()];
    }

    /** Adds the sample that begins at an index. */
    void add(double[] numbers, int from) {
        count++;
        for (int i = 0; i < entropies.length; i++) {
            entropies[i] += entropy(numbers, from, i);
            if (events) {
                votes[i] += numbers[from + i] > 0.5 ? 1 : 0;
            } else {
                votes[at(i, most(numbers, from, i))]++;
            }
        }
    }

    /** Returns the shape of measures: one number per position, or per event. */
    long[] shape() {
        return events ? axis.shape() : axis.positionShape();
    }

    double[] expectedEntropy() {
        return Arrays.stream(entropies).map(sum -> sum / count).toArray();
    }

    double[] predictiveEntropy(double[] mean) {
        double[] result = new double[entropies.length];
        Arrays.setAll(result, i -> entropy(mean, 0, i));
        return result;
    }

    /** At least 0 by Jensen's inequality. Rounding below 0 is removed. */
    double[] mutualInformation(double[] mean) {
        double[] result = predictiveEntropy(mean);
        double[] expected = expectedEntropy();
        Arrays.setAll(result, i -> Math.max(0, result[i] - expected[i]));
        return result;
    }

    double[] variationRatio() {
        double[] ratios = new double[entropies.length];
        Arrays.setAll(ratios, i -> Double.isNaN(entropies[i]) ? Double.NaN : 1 - (double) mostVotes(i) / count);
        return ratios;
    }

    private int mostVotes(int position) {
        if (events) {
            return Math.max(votes[position], count - votes[position]);
        }
        int most = 0;
        for (int i = 0; i < axis.classes(); i++) {
            most = Math.max(most, votes[at(position, i)]);
        }
        return most;
    }

    int[] prediction(double[] mean) {
        int[] classes = new int[entropies.length];
        Arrays.setAll(
                classes, i -> Double.isNaN(entropies[i]) ? PredictiveDistribution.ABSTAINED : prediction(mean, i));
        return classes;
    }

    private int prediction(double[] mean, int position) {
        if (events) {
            return mean[position] > 0.5 ? 1 : 0;
        }
        return most(mean, 0, position);
    }

    private double entropy(double[] numbers, int from, int position) {
        if (events) {
            return Entropy.ofEvent(numbers[from + position]);
        }
        return Entropy.ofClasses(numbers, from + axis.start(position), axis.stride(), axis.classes());
    }

    /** Returns the most probable class of a position, the first of equals. */
    private int most(double[] numbers, int from, int position) {
        int most = 0;
        for (int i = 1; i < axis.classes(); i++) {
            if (numbers[from + at(position, i)] > numbers[from + at(position, most)]) {
                most = i;
            }
        }
        return most;
    }

    private int at(int position, int index) {
        return axis.start(position) + index * axis.stride();
    }
}
