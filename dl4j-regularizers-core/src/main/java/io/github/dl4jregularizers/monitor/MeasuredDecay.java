package io.github.dl4jregularizers.monitor;

import java.util.Locale;

/** What {@link RegularizationMonitor} measured of a parameter's decay. Immutable. */
public final class MeasuredDecay {

    private final String layerName;
    private final String parameterName;
    private final long length;
    private final double sharePerStep;

    MeasuredDecay(String layerName, String parameterName, long length, double sharePerStep) {
        this.layerName = layerName;
        this.parameterName = parameterName;
        this.length = length;
        this.sharePerStep = sharePerStep;
    }

    /**
     * The layer.
     *
     * @return its name in the configuration
     */
    public String layerName() {
        return layerName;
    }

    /**
     * The parameter.
     *
     * @return its name in the layer's {@code paramTable()}
     */
    public String parameterName() {
        return parameterName;
    }

    /**
     * How many numbers the parameter has.
     *
     * @return at least 1
     */
    public long length() {
        return length;
    }

    /**
     * The share of its norm that the parameter lost to weight decay and proximal penalties in one update, all that are
     * registered taken together; L1, L2 and other parts of the loss, which go through the updater, are not counted.
     *
     * @return mean over the measured iterations; 0 for a parameter that does not decay
     */
    public double sharePerStep() {
        return sharePerStep;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %s (%d): loses %.3g of itself in each step",
                layerName,
                parameterName,
                length,
                sharePerStep);
    }
}
