package io.github.dl4jregularizers.internal.weights;

import static io.github.dl4jregularizers.internal.weights.Units.Axes.BLOCKS_INPUTS_UNITS;
import static io.github.dl4jregularizers.internal.weights.Units.Axes.INPUTS_BLOCKS_UNITS;
import static io.github.dl4jregularizers.internal.weights.Units.Axes.INPUTS_UNITS;
import static io.github.dl4jregularizers.internal.weights.Units.Axes.INPUTS_UNITS_INPUTS;
import static io.github.dl4jregularizers.internal.weights.Units.Axes.UNITS_BLOCKS_INPUTS;
import static io.github.dl4jregularizers.internal.weights.Units.Axes.UNITS_INPUTS;
import static io.github.dl4jregularizers.internal.weights.Units.Axes.UNITS_INPUTS_PEEPHOLES;

import io.github.dl4jregularizers.attention.SelfAttentionWithDropout;
import io.github.dl4jregularizers.internal.config.ParameterShape;
import java.util.List;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;

/** How the layers of DL4J and of this library lay out their weights, from what their parameter initializers do. */
public final class KnownUnits {

    private static final List<Class<?>> ATTENTION = List.of(
            SelfAttentionLayer.class,
            LearnedSelfAttentionLayer.class,
            RecurrentAttentionLayer.class,
            AttentionVertex.class,
            SelfAttentionWithDropout.class);

    /** The learned queries, [1, inputs, queries]; the projections are [heads, outputs, inputs]. */
    private static final String QUERIES = "Q";

    private KnownUnits() {}

    /** Null for a weight of which it is not known. */
    @SuppressWarnings("deprecation")
    public static Units of(TrainingConfig config, String name, ParameterShape weight) {
        long[] shape = weight.shape();
        if (config instanceof ConvolutionLayer) {
            return ofConvolution(config, name, shape);
        }
        if (shape.length == 3) {
            return ofThreeDimensions(config, name, shape);
        }
        if (shape.length != 2) {
            return null;
        }
        if (config instanceof ElementWiseMultiplicationLayer) {
            return new Units(INPUTS_BLOCKS_UNITS, 1, weight.length(), 1);
        }
        if (config instanceof EmbeddingLayer || config instanceof EmbeddingSequenceLayer) {
            return matrix(weight.transposed());
        }
        boolean graves = config instanceof GravesLSTM || config instanceof GravesBidirectionalLSTM;
        if (graves && shape[1] == 4 * shape[0] + Units.PEEPHOLES) {
            return new Units(UNITS_INPUTS_PEEPHOLES, shape[1], shape[0]);
        }
        return matrix(weight);
    }

    /** A matrix [inputs, outputs]. */
    private static Units matrix(ParameterShape weight) {
        long[] shape = weight.shape();
        return weight.order() == 'f'
                ? new Units(UNITS_INPUTS, shape[1], shape[0])
                : new Units(INPUTS_UNITS, shape[0], shape[1]);
    }

    private static Units ofConvolution(TrainingConfig config, String name, long[] shape) {
        if (config instanceof Convolution1DLayer) {
            // initialised as [outputs, inputs, kernel], but read as [kernel, inputs, outputs] in the same memory
            return new Units(INPUTS_UNITS, shape[2] * shape[1], shape[0]);
        }
        if (config instanceof Deconvolution2D) {
            return new Units(INPUTS_UNITS_INPUTS, shape[0], shape[1], shape[2] * shape[3]);
        }
        if (config instanceof Deconvolution3D) {
            return new Units(INPUTS_UNITS_INPUTS, shape[0] * shape[1] * shape[2], shape[3], shape[4]);
        }
        if (config instanceof DepthwiseConvolution2D) {
            return new Units(INPUTS_BLOCKS_UNITS, shape[0] * shape[1], shape[2], shape[3]);
        }
        if (config instanceof SeparableConvolution2D
                && name.equals(SeparableConvolutionParamInitializer.DEPTH_WISE_WEIGHT_KEY)) {
            return new Units(UNITS_BLOCKS_INPUTS, shape[0], shape[1], shape[2] * shape[3]);
        }
        long inputs = 1;
        for (int axis = 1; axis < shape.length; axis++) {
            inputs *= shape[axis];
        }
        return new Units(UNITS_INPUTS, shape[0], inputs);
    }

    private static Units ofThreeDimensions(TrainingConfig config, String name, long[] shape) {
        if (config instanceof LocallyConnected1D || config instanceof LocallyConnected2D) {
            return new Units(BLOCKS_INPUTS_UNITS, shape);
        }
        if (ATTENTION.stream().noneMatch(type -> type.isInstance(config))) {
            return null;
        }
        return config instanceof LearnedSelfAttentionLayer && name.equals(QUERIES)
                ? new Units(INPUTS_UNITS, shape[1], shape[2])
                : new Units(UNITS_INPUTS, shape[0] * shape[1], shape[2]);
    }
}
