package io.github.dl4jregularizers.calibration;

import java.util.Arrays;

/**
 * The mean negative log-likelihood of labels under softmax(W z + b), plus penalties, as a function of (W, b): convex.
 * The parameters are a flat W, of which the mask selects the elements that are fitted, followed by b.
 */
final class AffineLikelihood {

    private final double[][] logits;
    private final int[] labels;
    private final boolean isDiagonal;
    private final double offDiagonalPenalty;
    private final double biasPenalty;

    AffineLikelihood(
            double[][] logits, int[] labels, boolean isDiagonal, double offDiagonalPenalty, double biasPenalty) {
        this.logits = logits;
        this.labels = labels;
        this.isDiagonal = isDiagonal;
        this.offDiagonalPenalty = offDiagonalPenalty;
        this.biasPenalty = biasPenalty;
    }

    int classes() {
        return logits[0].length;
    }

    /** W = I, b = 0. */
    double[] start() {
        int classes = classes();
        double[] start = new double[classes * classes + classes];
        for (int k = 0; k < classes; k++) {
            start[k * classes + k] = 1;
        }
        return start;
    }

    /** Returns the value, and writes the gradient. */
    double at(double[] parameters, double[] gradient) {
        int classes = classes();
        Arrays.fill(gradient, 0);
        double value = 0;
        double[] scaled = new double[classes];
        for (int n = 0; n < labels.length; n++) {
            apply(parameters, logits[n], scaled);
            double label = scaled[labels[n]];
            double largest = scaled[Rows.highest(scaled)];
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                scaled[k] = Math.exp(scaled[k] - largest);
                sum += scaled[k];
            }
            value += (Math.log(sum) + largest - label) / labels.length;
            for (int k = 0; k < classes; k++) {
                double delta = (scaled[k] / sum - (k == labels[n] ? 1 : 0)) / labels.length;
                for (int j = 0; j < classes; j++) {
                    gradient[k * classes + j] += isDiagonal && j != k ? 0 : delta * logits[n][j];
                }
                gradient[classes * classes + k] += delta;
            }
        }
        return value + penalty(parameters, gradient);
    }

    /** Mean squares of the off-diagonal elements and of the biases (ODIR). */
    private double penalty(double[] parameters, double[] gradient) {
        int classes = classes();
        double ofWeights = offDiagonalPenalty / (classes * (classes - 1.0));
        double ofBiases = biasPenalty / classes;
        double value = 0;
        for (int i = 0; i < parameters.length; i++) {
            boolean isBias = i >= classes * classes;
            boolean isDiagonalElement = !isBias && i / classes == i % classes;
            double factor = isBias ? ofBiases : isDiagonalElement ? 0 : ofWeights;
            value += factor * parameters[i] * parameters[i];
            gradient[i] += 2 * factor * parameters[i];
        }
        return value;
    }

    /** Writes W z + b. */
    static void apply(double[] parameters, double[] logits, double[] out) {
        int classes = logits.length;
        for (int k = 0; k < classes; k++) {
            double sum = parameters[classes * classes + k];
            for (int j = 0; j < classes; j++) {
                sum += parameters[k * classes + j] * logits[j];
            }
            out[k] = sum;
        }
    }
}
