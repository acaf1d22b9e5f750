package io.github.dl4jregularizers.residual;

import java.util.Map;

/** A rewritten configuration, with the place in the fused network of each part of the plain one. */
final class Rewriting<C> {

    private final C configuration;
    private final Map<String, Place> places;

    /** Places are keyed by layer index or vertex name in the plain network. */
    Rewriting(C configuration, Map<String, Place> places) {
        this.configuration = configuration;
        this.places = places;
    }

    C configuration() {
        return configuration;
    }

    Map<String, Place> places() {
        return places;
    }
}
