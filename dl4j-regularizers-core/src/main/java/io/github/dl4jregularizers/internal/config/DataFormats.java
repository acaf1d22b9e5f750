package io.github.dl4jregularizers.internal.config;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution3D;

/** Data formats of activations. */
public final class DataFormats {

    private DataFormats() {}

    /**
     * Returns the data format of an input type.
     *
     * @param input any type
     * @return null if it has none
     */
    public static DataFormat of(InputType input) {
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

    /**
     * Tests whether the channels of a position lie side by side.
     *
     * @param format data format; null for channels first
     * @return true for NHWC, NWC and NDHWC
     */
    public static boolean isChannelsLast(DataFormat format) {
        return format == CNN2DFormat.NHWC || format == RNNFormat.NWC || format == Convolution3D.DataFormat.NDHWC;
    }

    /**
     * Returns the axis of channels, features or units.
     *
     * @param format data format; null for channels first
     * @return 1, or the last axis of the format
     */
    public static int channelAxis(DataFormat format) {
        if (!isChannelsLast(format)) {
            return 1;
        }
        return format instanceof RNNFormat ? 2 : format instanceof CNN2DFormat ? 3 : 4;
    }
}
