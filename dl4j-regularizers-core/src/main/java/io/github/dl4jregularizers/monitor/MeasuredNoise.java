package io.github.dl4jregularizers.monitor;

import java.util.Locale;

/** What {@link RegularizationMonitor} measured of a layer with noise. Immutable. */
public final class MeasuredNoise {

    private final String layerName;
    private final double dropShare;
    private final double effect;

    MeasuredNoise(String layerName, double dropShare, double effect) {
        this.layerName = layerName;
        this.dropShare = dropShare;
        this.effect = effect;
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
     * The share of activations that the layer's dropout set to 0 when it was applied to an array of ones.
     *
     * @return mean over the measured iterations, at the rate each of them had; NaN for a layer without dropout, such as a
     *     DropConnect
     */
    public double dropShare() {
        return dropShare;
    }

    /**
     * How much two training passes of the layer over the same input differ: |a - b| / |a|.
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
                        ? "without any effect on the layer's output"
                        : String.format(Locale.ROOT, "its output varies by %.1f %%", 100 * effect));
    }
}
