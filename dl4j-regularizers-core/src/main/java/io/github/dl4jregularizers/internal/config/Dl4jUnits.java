package io.github.dl4jregularizers.internal.config;

import static io.github.dl4jregularizers.internal.config.Units.Axes.BLOCKS_INPUTS_UNITS;
import static io.github.dl4jregularizers.internal.config.Units.Axes.INPUTS_BLOCKS_UNITS;
import static io.github.dl4jregularizers.internal.config.Units.Axes.INPUTS_UNITS;
import static io.github.dl4jregularizers.internal.config.Units.Axes.INPUTS_UNITS_INPUTS;
import static io.github.dl4jregularizers.internal.config.Units.Axes.UNITS_BLOCKS_INPUTS;
import static io.github.dl4jregularizers.internal.config.Units.Axes.UNITS_INPUTS;
import static io.github.dl4jregularizers.internal.config.Units.Axes.UNITS_INPUTS_PEEPHOLES;

import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;

/** The layouts of DL4J's weights in its parameter initializers. Null for a shape that a layout does not fit. */
final class Dl4jUnits {

    /** The learned queries, [1, inputs, queries]; the projections are [heads, outputs, inputs]. */
    private static final String QUERIES = "Q";

    private Dl4jUnits() {}

    static Units elementWise(ParameterShape weight) {
        return new Units(INPUTS_BLOCKS_UNITS, 1, weight.length(), 1);
    }

    /** The recurrent weights of the Graves LSTMs have three more columns. */
    static Units withPeepholes(String name, ParameterShape weight) {
        long[] shape = weight.shape();
        return shape.length == 2 && shape[1] == 4 * shape[0] + Units.PEEPHOLES
                ? new Units(UNITS_INPUTS_PEEPHOLES, shape[1], shape[0])
                : null;
    }

    static Units convolution(String name, ParameterShape weight) {
        long[] shape = weight.shape();
        return new Units(UNITS_INPUTS, shape[0], weight.length() / shape[0]);
    }

    /** Initialized as [outputs, inputs, kernel], but read as [kernel, inputs, outputs] in the same memory. */
    static Units convolution1D(String name, ParameterShape weight) {
        long[] shape = weight.shape();
        return new Units(INPUTS_UNITS, shape[2] * shape[1], shape[0]);
    }

    static Units deconvolution2D(String name, ParameterShape weight) {
        long[] shape = weight.shape();
        return new Units(INPUTS_UNITS_INPUTS, shape[0], shape[1], shape[2] * shape[3]);
    }

    static Units deconvolution3D(String name, ParameterShape weight) {
        long[] shape = weight.shape();
        return new Units(INPUTS_UNITS_INPUTS, shape[0] * shape[1] * shape[2], shape[3], shape[4]);
    }

    static Units depthwise(String name, ParameterShape weight) {
        long[] shape = weight.shape();
        return new Units(INPUTS_BLOCKS_UNITS, shape[0] * shape[1], shape[2], shape[3]);
    }

    static Units separable(String name, ParameterShape weight) {
        long[] shape = weight.shape();
        return name.equals(SeparableConvolutionParamInitializer.DEPTH_WISE_WEIGHT_KEY)
                ? new Units(UNITS_BLOCKS_INPUTS, shape[0], shape[1], shape[2] * shape[3])
                : convolution(name, weight);
    }

    static Units locallyConnected(String name, ParameterShape weight) {
        return weight.shape().length == 3 ? new Units(BLOCKS_INPUTS_UNITS, weight.shape()) : null;
    }

    static Units learnedAttention(String name, ParameterShape weight) {
        long[] shape = weight.shape();
        return shape.length == 3 && name.equals(QUERIES)
                ? new Units(INPUTS_UNITS, shape[1], shape[2])
                : attention(name, weight);
    }

    static Units attention(String name, ParameterShape weight) {
        long[] shape = weight.shape();
        return shape.length == 3 ? new Units(UNITS_INPUTS, shape[0] * shape[1], shape[2]) : null;
    }
}
