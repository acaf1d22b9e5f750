package io.github.dl4jregularizers.audit;

import java.util.List;

/**
 * A repaired copy of a configuration.
 *
 * @param <C> {@code MultiLayerConfiguration}, {@code ComputationGraphConfiguration}, or {@code String} for JSON
 */
public final class Repair<C> {

    private final C configuration;
    private final List<String> changes;

    Repair(C configuration, List<String> changes) {
        this.configuration = configuration;
        this.changes = changes;
    }

    /**
     * Returns the repaired configuration.
     *
     * @return a copy that shares nothing with the original; equal to it if nothing was repaired
     */
    public C configuration() {
        return configuration;
    }

    /**
     * Returns the differences from the original.
     *
     * @return one line per change; empty if nothing was repaired
     */
    public List<String> changes() {
        return changes;
    }
}
