package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;

/** Interpolation of moved images, and the value outside them. Immutable. */
final class Resampling implements Serializable {

    private static final long serialVersionUID = 1L;

    final Interpolation interpolation;
    final Fill fill;

    Resampling(Interpolation interpolation, Fill fill) {
        this.interpolation = Arguments.required("interpolation", interpolation);
        this.fill = fill;
    }

    /** Resampling of labels: nearest pixel, 0 outside. */
    static Resampling ofLabels() {
        return new Resampling(Interpolation.NEAREST, new Fill());
    }

    Resampling with(Interpolation other) {
        return new Resampling(other, fill);
    }

    Resampling withFill(double... values) {
        return new Resampling(interpolation, new Fill(values));
    }
}
