package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.Arrays;

/** Constant values for pixels: 0, one value, or one value per channel. */
final class Fill implements Paint, Serializable {

    private static final long serialVersionUID = 1L;

    private final double[] values;

    Fill(double... values) {
        this.values = values.length == 0 ? new double[1] : values.clone();
        for (double value : values) {
            Arguments.finite("fill", value);
        }
    }

    /** Refuses images with another number of channels. */
    Fill check(ImageShape shape) {
        if (values.length != 1 && values.length != shape.channels) {
            throw Arguments.invalid(
                    "fill", "one value, or " + shape.channels + ", one per channel", Arrays.toString(values));
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
