package io.github.dl4jregularizers.architecture.planted;

import io.github.dl4jregularizers.internal.Arguments;

/** Uses a class without a promise of compatibility. */
public final class InternalsUser {

    private InternalsUser() {}

    static double rate(double value) {
        return Arguments.rate("rate", value);
    }
}
