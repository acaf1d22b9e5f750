package io.github.dl4jregularizers.examples.report;

/**
 * The two-sided paired t-test: the probability of differences at least as clear if both recipes were equal.
 *
 * <p>t = mean / (sd / sqrt(n)) with n - 1 degrees of freedom. For whole degrees of freedom the distribution is a finite
 * sum (Abramowitz and Stegun, 26.7.3 and 26.7.4).
 */
final class PairedTest {

    private PairedTest() {}

    /**
     * Returns the p-value of differences.
     *
     * @param differences mean and standard deviation over the seeds
     * @return in [0, 1]; 1 for fewer than two seeds
     */
    static double pValue(Statistic differences) {
        if (differences.count() < 2 || differences.mean() == 0) {
            return 1;
        }
        double t = Math.abs(differences.mean()) / (differences.standardDeviation() / Math.sqrt(differences.count()));
        return Double.isNaN(t) ? 1 : 1 - within(t, differences.count() - 1);
    }

    /** Returns the probability of the interval [-t, t]. */
    static double within(double t, int degrees) {
        double angle = Math.atan(t / Math.sqrt(degrees));
        double cosine = Math.cos(angle);
        boolean odd = degrees % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = degrees == 1 ? 0 : term;
        for (int k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
            term *= cosine * cosine * (k - 1.0) / k;
            sum += term;
        }
        double part = Math.sin(angle) * sum;
        return odd ? 2 / Math.PI * (angle + part) : part;
    }

    /**
     * Returns the mark of a p-value: {@code **} below 0.01, {@code *} below 0.05, else nothing.
     *
     * @param p the p-value
     * @return for the table
     */
    static String mark(double p) {
        if (p < 0.01) {
            return "**";
        }
        return p < 0.05 ? "*" : "";
    }
}
