package io.github.dl4jregularizers.monitor;

import java.io.Serializable;
import java.util.Locale;

/** The noise of one layer as {@link RegularizationMonitor} measured it. Immutable. */
public final class MeasuredNoise implements Serializable {

    private static final long serialVersionUID = 1;

    private final String layerName;
    private final double dropShare;
    private final double effect;

    MeasuredNoise(String layerName, double dropShare, double effect) {
        this.layerName = layerName;
        this.dropShare = dropShare;
        this.effect = effect;
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
     * Returns the share of elements that the layer's dropout sets to 0 in an array of ones.
     *
     * @return mean over the measured iterations, each at its own drop rate; NaN for a layer without dropout, such as
     *     DropConnect
     */
    public double dropShare() {
        return dropShare;
    }

    /**
     * Returns the relative difference |a - b| / |a| of two training passes over the same input.
     *
     * @return mean over the measured iterations; 0 if the layer ignores its noise
     */
    public double effect() {
        return effect;
    }

    @Override
    public String toString() {
        String dropped = Double.isNaN(dropShare) ? "" : String.format(Locale.ROOT, "drops %.1f %%, ", 100 * dropShare);
        return layerName + ": " + dropped
                + (effect == 0
                        ? "its output does not change"
                        : String.format(Locale.ROOT, "its output changes by %.1f %%", 100 * effect));
    }
}
