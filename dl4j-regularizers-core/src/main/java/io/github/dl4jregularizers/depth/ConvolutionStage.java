package io.github.dl4jregularizers.depth;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A convolution by ND4J's own operations, which use oneDNN where the backend has it. Nothing is computed twice. */
final class ConvolutionStage implements FusedStage {

    private static final int NHWC = 1;
    private static final int OUTPUTS_INPUTS_HEIGHT_WIDTH = 1;

    /** Values of the larger of input and output that are one part of the backward pass. */
    private static final long PART = 1 << 17;

    private static final long FEWEST_EXAMPLES = 8;

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
            NHWC,
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
        run("conv2d", operands(ChannelsLast.inMemory(input)), List.of(ChannelsLast.inMemory(output)));
    }

    @Override
    public void repeat(INDArray input, INDArray output) {
        throw new UnsupportedOperationException("A convolution is not computed twice");
    }

    /**
     * A few examples at a time: oneDNN copies what it is given into an order of its own, and memory that fits the
     * processor's cache costs it least.
     */
    @Override
    public void backward(INDArray input, INDArray epsilon, INDArray inputGradient, LayerWorkspaceMgr workspaces) {
        INDArray in = ChannelsLast.inMemory(input);
        INDArray gradientOut = ChannelsLast.inMemory(epsilon);
        INDArray gradientIn = ChannelsLast.inMemory(inputGradient);
        List<INDArray> gradients = parameterGradients();
        List<INDArray> ofPart = new ArrayList<>();
        long examples = in.size(0);
        long part = Math.max(FEWEST_EXAMPLES, PART * examples / Math.max(in.length(), gradientOut.length()));
        for (long first = 0; first < examples; first += part) {
            INDArrayIndex some = NDArrayIndex.interval(first, Math.min(first + part, examples));
            List<INDArray> inputs = operands(in.get(some));
            inputs.add(gradientOut.get(some));
            List<INDArray> outputs = new ArrayList<>();
            outputs.add(gradientIn.get(some));
            outputs.addAll(first == 0 ? gradients : ofPart);
            run("conv2d_bp", inputs, outputs);
            if (first == 0 && part < examples) {
                gradients.forEach(gradient -> ofPart.add(workspaces.createUninitialized(
                        ArrayType.BP_WORKING_MEM, gradient.dataType(), gradient.shape(), 'c')));
            } else if (first > 0) {
                for (int i = 0; i < gradients.size(); i++) {
                    PassKernel.add(gradients.get(i), ofPart.get(i));
                }
            }
        }
    }

    private List<INDArray> parameterGradients() {
        INDArray ofWeights = arrays.gradient(ConvolutionParamInitializer.WEIGHT_KEY);
        return configuration.hasBias()
                ? List.of(ofWeights, arrays.gradient(ConvolutionParamInitializer.BIAS_KEY))
                : List.of(ofWeights);
    }

    private List<INDArray> operands(INDArray input) {
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
