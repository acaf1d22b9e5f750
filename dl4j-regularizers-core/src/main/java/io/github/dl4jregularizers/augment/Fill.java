package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.Arrays;

/** What stands where an image has no pixels: 0, one value, or one value a channel. */
final class Fill implements Paint, Serializable {

    private static final long serialVersionUID = 1L;

    private final double[] values;

    Fill(double... values) {
        this.values = values.length == 0 ? new double[1] : values.clone();
        for (double value : values) {
            Arguments.finite("fill", value);
        }
    }

    /** Refuses another number of channels. */
    Fill check(ImageShape shape) {
        if (values.length != 1 && values.length != shape.channels) {
            throw Arguments.invalid(
                    "fill", "one value, or one for each of " + shape.channels + " channels", Arrays.toString(values));
        }
        return this;
    }

    @Override
    public double of(int channel, int pixel) {
        return of(channel);
    }

    double of(int channel) {
        return values[values.length == 1 ? 0 : channel];
    }
}
