package io.github.dl4jregularizers.cpu.engine;

import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.params.DeconvolutionParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.DepthwiseConvolutionParamInitializer;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;

/** The weights of DL4J's layers, in the shapes that oneDNN needs. */
final class LayerWeights {

    private LayerWeights() {}

    /** [outputs, inputs, rows, columns], as DL4J has it. */
    static Weights of(ConvolutionLayer configuration, LayerArrays arrays) {
        int[] kernel = configuration.getKernelSize();
        return new Weights(
                arrays,
                ConvolutionParamInitializer.WEIGHT_KEY,
                configuration.hasBias() ? ConvolutionParamInitializer.BIAS_KEY : null,
                null,
                configuration.getNOut(),
                configuration.getNIn(),
                kernel[0],
                kernel[1]);
    }

    /** DL4J has [inputs, outputs, rows, columns]. */
    static Weights of(Deconvolution2D configuration, LayerArrays arrays) {
        int[] kernel = configuration.getKernelSize();
        return new Weights(
                arrays,
                DeconvolutionParamInitializer.WEIGHT_KEY,
                configuration.hasBias() ? DeconvolutionParamInitializer.BIAS_KEY : null,
                new int[] {1, 0, 2, 3},
                configuration.getNOut(),
                configuration.getNIn(),
                kernel[0],
                kernel[1]);
    }

    /** DL4J has [rows, columns, inputs, multiplier]. */
    static Weights of(DepthwiseConvolution2D configuration, LayerArrays arrays) {
        int[] kernel = configuration.getKernelSize();
        return new Weights(
                arrays,
                DepthwiseConvolutionParamInitializer.WEIGHT_KEY,
                configuration.hasBias() ? DepthwiseConvolutionParamInitializer.BIAS_KEY : null,
                new int[] {2, 3, -1, 0, 1},
                configuration.getNIn(),
                configuration.getDepthMultiplier(),
                1,
                kernel[0],
                kernel[1]);
    }

    /** DL4J has [multiplier, inputs, rows, columns]. */
    static Weights depthwisePart(SeparableConvolution2D configuration, LayerArrays arrays) {
        int[] kernel = configuration.getKernelSize();
        return new Weights(
                arrays,
                SeparableConvolutionParamInitializer.DEPTH_WISE_WEIGHT_KEY,
                null,
                new int[] {1, 0, -1, 2, 3},
                configuration.getNIn(),
                configuration.getDepthMultiplier(),
                1,
                kernel[0],
                kernel[1]);
    }

    static Weights pointwisePart(SeparableConvolution2D configuration, LayerArrays arrays) {
        return new Weights(
                arrays,
                SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY,
                configuration.hasBias() ? SeparableConvolutionParamInitializer.BIAS_KEY : null,
                null,
                configuration.getNOut(),
                configuration.getNIn() * configuration.getDepthMultiplier(),
                1,
                1);
    }

    /** DL4J has [inputs, outputs]. */
    static Weights of(DenseLayer configuration, LayerArrays arrays) {
        return new Weights(
                arrays,
                DefaultParamInitializer.WEIGHT_KEY,
                configuration.hasBias() ? DefaultParamInitializer.BIAS_KEY : null,
                new int[] {1, 0},
                configuration.getNOut(),
                configuration.getNIn());
    }
}
