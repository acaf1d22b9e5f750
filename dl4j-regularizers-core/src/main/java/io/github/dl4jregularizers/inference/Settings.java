package io.github.dl4jregularizers.inference;

import java.util.function.IntConsumer;

/** What a {@link MonteCarloDropout} is set to; never changed once one has it. */
final class Settings implements Cloneable {

    int samples = 50;
    /** Of the standard error of the mean; 0 for a fixed number of samples. */
    double tolerance;

    long seed;
    long memoryLimit = 64L << 20;
    boolean keepSamples;
    /** Null for what the network's outputs say. */
    OutputKind outputs;

    IntConsumer progress = done -> {};

    Settings copy() {
        try {
            return (Settings) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("Settings is Cloneable", e);
        }
    }
}
