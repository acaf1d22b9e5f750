package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution3D;

/**
 * Which elements of the activations share one draw of the noise.
 *
 * <p>The first dimension of the activations is the example. The channel (unit, feature map) is dimension 1 in NCHW,
 * NCW and NCDHW, the last dimension in NHWC, NWC and NDHWC, and dimension 1 in feed-forward activations.
 */
public enum MaskShape {
    /** An own draw for every element: plain dropout. */
    PER_ELEMENT(false) {
        @Override
        void share(long[] mask, int channelAxis) {}
    },
    /** One draw per example and channel: spatial (channel) dropout. On feed-forward activations the same as PER_ELEMENT. */
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
    /** One draw per example and position (pixel, time step), the same in all channels. */
    SAME_OVER_CHANNELS(true) {
        @Override
        void share(long[] mask, int channelAxis) {
            mask[channelAxis] = 1;
        }
    },
    /** One draw per sequence and unit, the same at all time steps (Gal and Ghahramani 2016): recurrent activations only. */
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

    /** Whether it matters which axis holds the channels. */
    boolean dependsOnFormat() {
        return dependsOnFormat;
    }

    /**
     * The shape of the mask for activations of a shape: 1 wherever elements share a draw, so that the mask broadcasts.
     *
     * @param activations shape of the activations, the example first; at least two dimensions
     * @param format the activations' data format; null for channels first
     * @return shape of the mask, of the same rank
     * @throws IllegalArgumentException if activations of this rank have no such mask
     */
    public long[] of(long[] activations, DataFormat format) {
        if (activations.length < 2) {
            throw Arguments.invalid(
                    "activations under dropout", "of rank >= 2", "of shape " + Arrays.toString(activations));
        }
        long[] mask = activations.clone();
        share(mask, isChannelsLast(format) ? mask.length - 1 : 1);
        return mask;
    }

    /** The data format of a kind of input; null where there is none. */
    static DataFormat formatOf(InputType input) {
        switch (input.getType()) {
            case CNN:
                return ((InputType.InputTypeConvolutional) input).getFormat();
            case CNN3D:
                return ((InputType.InputTypeConvolutional3D) input).getDataFormat();
            case RNN:
                return ((InputType.InputTypeRecurrent) input).getFormat();
            default:
                return null;
        }
    }

    static boolean isChannelsLast(DataFormat format) {
        return format == CNN2DFormat.NHWC || format == RNNFormat.NWC || format == Convolution3D.DataFormat.NDHWC;
    }
}
