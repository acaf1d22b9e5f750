package io.github.dl4jregularizers.depth;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** A convolution by ND4J's own operations, which use oneDNN where the backend has it. Nothing is computed twice. */
final class ConvolutionStage implements FusedStage {

    private static final int NCHW = 0;
    private static final int OUTPUTS_INPUTS_HEIGHT_WIDTH = 1;

    private final ConvolutionLayer configuration;
    private final LayerArrays arrays;
    private final int[] arguments;

    ConvolutionStage(ConvolutionLayer configuration, LayerArrays arrays) {
        this.configuration = configuration;
        this.arrays = arrays;
        int[] kernel = configuration.getKernelSize();
        int[] stride = configuration.getStride();
        int[] padding = configuration.getPadding();
        arguments = new int[] {
            kernel[0],
            kernel[1],
            stride[0],
            stride[1],
            padding[0],
            padding[1],
            1,
            1,
            isSame() ? 1 : 0,
            NCHW,
            OUTPUTS_INPUTS_HEIGHT_WIDTH
        };
    }

    @Override
    public long[] outputShape(long[] input) {
        return new long[] {input[0], configuration.getNOut(), outputSize(0, input[2]), outputSize(1, input[3])};
    }

    private long outputSize(int dimension, long input) {
        long stride = configuration.getStride()[dimension];
        if (isSame()) {
            return (input + stride - 1) / stride;
        }
        return (input
                                + 2L * configuration.getPadding()[dimension]
                                - configuration.getKernelSize()[dimension])
                        / stride
                + 1;
    }

    private boolean isSame() {
        return configuration.getConvolutionMode() == ConvolutionMode.Same;
    }

    @Override
    public boolean isElementwise() {
        return false;
    }

    @Override
    public void forward(INDArray input, INDArray output, boolean training) {
        List<INDArray> inputs = parameters(input);
        run("conv2d", inputs, List.of(output));
    }

    @Override
    public void repeat(INDArray input, INDArray output) {
        throw new UnsupportedOperationException("A convolution is not computed twice");
    }

    @Override
    public void backward(INDArray input, INDArray epsilon, INDArray inputGradient) {
        List<INDArray> inputs = parameters(input);
        inputs.add(epsilon);
        List<INDArray> outputs = new ArrayList<>();
        outputs.add(inputGradient);
        outputs.add(arrays.gradient(ConvolutionParamInitializer.WEIGHT_KEY));
        if (configuration.hasBias()) {
            outputs.add(arrays.gradient(ConvolutionParamInitializer.BIAS_KEY));
        }
        run("conv2d_bp", inputs, outputs);
    }

    private List<INDArray> parameters(INDArray input) {
        List<INDArray> inputs = new ArrayList<>();
        inputs.add(input);
        inputs.add(arrays.parameter(ConvolutionParamInitializer.WEIGHT_KEY));
        if (configuration.hasBias()) {
            inputs.add(arrays.parameter(ConvolutionParamInitializer.BIAS_KEY));
        }
        return inputs;
    }

    private void run(String operation, List<INDArray> inputs, List<INDArray> outputs) {
        Nd4j.exec(DynamicCustomOp.builder(operation)
                .addInputs(inputs.toArray(new INDArray[0]))
                .addOutputs(outputs.toArray(new INDArray[0]))
                .addIntegerArguments(arguments)
                .build());
    }
}
