package io.github.dl4jregularizers.calibration;

/**
 * The negative log-likelihood of labels as a function of the inverse temperature b: mean of ln sum_k exp(b z_k) - b
 * z_y. Convex, since its slope, the mean of E[z] - z_y under softmax(b z), has the slope Var[z].
 */
final class TemperatureLikelihood {

    private final double[][] logits;
    private final int[] labels;
    private double curvature;

    TemperatureLikelihood(double[][] logits, int[] labels) {
        this.logits = logits;
        this.labels = labels;
    }

    /** Computes the first derivative, and the second for {@link #curvature()}. */
    double slope(double inverseTemperature) {
        double[] softmax = new double[logits[0].length];
        double slope = 0;
        curvature = 0;
        for (int i = 0; i < labels.length; i++) {
            double[] row = logits[i];
            softmax(row, inverseTemperature, softmax);
            // Relative to the label's logit, to avoid cancellation of large logits.
            double mean = 0;
            double square = 0;
            for (int k = 0; k < row.length; k++) {
                double distance = row[k] - row[labels[i]];
                mean += softmax[k] * distance;
                square += softmax[k] * distance * distance;
            }
            slope += mean;
            curvature += square - mean * mean;
        }
        curvature /= labels.length;
        return slope / labels.length;
    }

    double curvature() {
        return curvature;
    }

    /** Writes softmax(factor * logits) into an array, which may be that of the logits. */
    static void softmax(double[] logits, double factor, double[] out) {
        double highest = logits[Rows.highest(logits)];
        double sum = 0;
        for (int k = 0; k < logits.length; k++) {
            out[k] = Math.exp(factor * (logits[k] - highest));
            sum += out[k];
        }
        for (int k = 0; k < logits.length; k++) {
            out[k] /= sum;
        }
    }
}
