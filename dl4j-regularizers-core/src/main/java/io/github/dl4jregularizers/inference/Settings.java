package io.github.dl4jregularizers.inference;

import java.io.Serializable;
import java.util.function.IntConsumer;

/** Settings of {@link MonteCarloDropout}. Not changed once a sampler holds them. */
final class Settings implements Cloneable, Serializable {

    private static final long serialVersionUID = 1;

    int samples = 50;
    /** Largest standard error of a mean; 0 for a fixed number of samples. */
    double tolerance;

    long seed;
    long memoryLimit = 64L << 20;
    boolean keepSamples;
    /** Meaning of the outputs; null to read it from the configuration. */
    OutputKind outputs;

    transient IntConsumer progress = done -> {};

    private Object readResolve() {
        progress = done -> {};
        return this;
    }

    Settings copy() {
        try {
            return (Settings) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("Settings is Cloneable", e);
        }
    }
}
