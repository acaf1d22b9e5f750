package io.github.dl4jregularizers.monitor;

import java.io.Serializable;
import java.util.Locale;

/** The decay of one parameter as {@link RegularizationMonitor} measured it. Immutable. */
public final class MeasuredDecay implements Serializable {

    private static final long serialVersionUID = 1;

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
     * Returns the layer.
     *
     * @return its name in the configuration
     */
    public String layerName() {
        return layerName;
    }

    /**
     * Returns the parameter.
     *
     * @return its name in the layer's {@code paramTable()}
     */
    public String parameterName() {
        return parameterName;
    }

    /**
     * Returns the length of the parameter.
     *
     * @return number of elements, at least 1
     */
    public long length() {
        return length;
    }

    /**
     * Returns the norm of the decay step divided by the norm of the parameter. Counts all registered weight decay and
     * proximal penalties; L1, L2 and other parts of the loss go through the updater and are not counted.
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
                "%s %s (%d): decays by a share of %.3g per step",
                layerName,
                parameterName,
                length,
                sharePerStep);
    }
}
