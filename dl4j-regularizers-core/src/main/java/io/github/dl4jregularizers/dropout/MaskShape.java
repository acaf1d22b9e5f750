package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.DataFormats;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.DataFormat;

/**
 * Selects which elements of the activations share one draw.
 *
 * <p>Dimension 0 is the example. The channel (unit, feature map) is dimension 1 in NCHW, NCW, NCDHW and feed-forward
 * activations, and the last dimension in NHWC, NWC and NDHWC.
 */
public enum MaskShape {
    /** One draw per element: plain dropout. */
    PER_ELEMENT(false) {
        @Override
        void share(long[] mask, int channelAxis) {}
    },
    /** One draw per example and channel: spatial dropout. Equals PER_ELEMENT on feed-forward activations. */
    PER_CHANNEL(true) {
        @Override
        void share(long[] mask, int channelAxis) {
            for (int axis = 1; axis < mask.length; axis++) {
                if (axis != channelAxis) {
                    mask[axis] = 1;
                }
            }
        }
    },
    /** One draw per example. */
    PER_EXAMPLE(false) {
        @Override
        void share(long[] mask, int channelAxis) {
            Arrays.fill(mask, 1, mask.length, 1);
        }
    },
    /** One draw per example and position (pixel, time step), shared by all channels. */
    SAME_OVER_CHANNELS(true) {
        @Override
        void share(long[] mask, int channelAxis) {
            mask[channelAxis] = 1;
        }
    },
    /** One draw per example and unit, shared by all time steps: locked dropout, for recurrent activations only. */
    SAME_OVER_TIME(true) {
        @Override
        void share(long[] mask, int channelAxis) {
            if (mask.length != 3) {
                throw Arguments.invalid(
                        "activations under MaskShape.SAME_OVER_TIME",
                        "recurrent, [batch, units, time] or [batch, time, units]",
                        "of shape " + Arrays.toString(mask));
            }
            mask[channelAxis == 1 ? 2 : 1] = 1;
        }
    };

    private final boolean dependsOnFormat;

    MaskShape(boolean dependsOnFormat) {
        this.dependsOnFormat = dependsOnFormat;
    }

    abstract void share(long[] mask, int channelAxis);

    /** Tests whether the mask depends on the channel axis. */
    boolean dependsOnFormat() {
        return dependsOnFormat;
    }

    /**
     * Computes the shape of the mask, which broadcasts: 1 along axes that share a draw.
     *
     * @param activations shape of the activations, rank 2 at least
     * @param format data format; null for channels first
     * @return shape of the mask, of the same rank
     * @throws IllegalArgumentException if the mask shape is not defined for this rank
     */
    public long[] of(long[] activations, DataFormat format) {
        if (activations.length < 2) {
            throw Arguments.invalid(
                    "activations under dropout", "of rank >= 2", "of shape " + Arrays.toString(activations));
        }
        long[] mask = activations.clone();
        share(mask, DataFormats.isChannelsLast(format) ? mask.length - 1 : 1);
        return mask;
    }
}
