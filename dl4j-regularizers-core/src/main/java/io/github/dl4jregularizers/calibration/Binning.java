package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Assignment of probabilities to bins. Immutable.
 *
 * <p>Equal width: bin m of M holds (m-1)/M &lt; p &lt;= m/M, and the first bin also 0. Usual with 15 bins (Guo et al.,
 * "On Calibration of Modern Neural Networks", ICML 2017). Equal mass: bins hold nearly the same number of predictions,
 * and equal probabilities stay in one bin. No bin is empty for networks that are mostly confident (Nguyen and O'Connor,
 * "Posterior calibration and exploratory analysis for natural language processing models", EMNLP 2015).
 */
public final class Binning implements Serializable {

    private static final long serialVersionUID = 1;

    private final int bins;
    private final boolean isEqualMass;

    private Binning(int bins, boolean isEqualMass) {
        this.bins = Arguments.atLeast("bins", bins, 1);
        this.isEqualMass = isEqualMass;
    }

    /**
     * Divides [0, 1] into bins of equal width.
     *
     * @param bins number of bins, at least 1; usually 15
     * @return the binning
     * @throws IllegalArgumentException if there are no bins
     */
    public static Binning equalWidth(int bins) {
        return new Binning(bins, false);
    }

    /**
     * Divides predictions into bins of equal numbers.
     *
     * @param bins number of bins, at least 1; usually 15
     * @return the binning
     * @throws IllegalArgumentException if there are no bins
     */
    public static Binning equalMass(int bins) {
        return new Binning(bins, true);
    }

    /**
     * Returns the number of bins, empty ones included.
     *
     * @return at least 1
     */
    public int bins() {
        return bins;
    }

    /** Returns the bin of every probability, from 0. */
    int[] binsOf(double[] probabilities) {
        return isEqualMass
                ? byRank(probabilities)
                : Arrays.stream(probabilities)
                        .mapToInt(value -> binOf(value, bins))
                        .toArray();
    }

    /** Returns the equal-width bin of a probability, from 0. Rounding above 1 falls into the last bin. */
    static int binOf(double probability, int bins) {
        int bin = Math.min(Math.max((int) Math.ceil(probability * bins) - 1, 0), bins - 1);
        // The product is rounded, so compare with the edges.
        if (bin > 0 && probability <= (double) bin / bins) {
            return bin - 1;
        }
        return bin < bins - 1 && probability > (double) (bin + 1) / bins ? bin + 1 : bin;
    }

    /** Equal probabilities share the bin of their middle rank. */
    private int[] byRank(double[] probabilities) {
        double[] sorted = probabilities.clone();
        Arrays.sort(sorted);
        int[] result = new int[probabilities.length];
        for (int i = 0; i < result.length; i++) {
            long below = Rows.below(sorted, probabilities[i]);
            long notAbove = Rows.below(sorted, Math.nextUp(probabilities[i]));
            result[i] = (int) (bins * (below + notAbove) / (2L * result.length));
        }
        return result;
    }

    @Override
    public String toString() {
        return bins + (isEqualMass ? " bins of equal mass" : " bins of equal width");
    }
}
