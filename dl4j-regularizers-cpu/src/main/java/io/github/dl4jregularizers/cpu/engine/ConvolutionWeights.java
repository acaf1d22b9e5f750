package io.github.dl4jregularizers.cpu.engine;

import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;

/** The weights of DL4J's convolutions, in the shapes that oneDNN needs. */
final class ConvolutionWeights {

    private ConvolutionWeights() {}

    /** [outputs, inputs, rows, columns], as DL4J has it. */
    static Weights of(ConvolutionLayer configuration, LayerArrays arrays) {
        int[] kernel = configuration.getKernelSize();
        return new Weights(
                arrays,
                ConvolutionParamInitializer.WEIGHT_KEY,
                configuration.hasBias() ? ConvolutionParamInitializer.BIAS_KEY : null,
                configuration.getNOut(),
                configuration.getNIn(),
                kernel[0],
                kernel[1]);
    }
}
