package io.github.dl4jregularizers.variational;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A convolution without bias: input [batch, channels, height, width], weights [out, in, height, width], in c order.
 *
 * <p>A dilated kernel is expanded with zeros: ND4J's convolution on oneDNN ignores dilation in the padding at the
 * bottom and right, and then fails.
 */
final class Convolution implements LinearMap {

    private static final int CHANNELS_FIRST = 0;
    private static final int WEIGHTS_OUT_FIRST = 1;

    private final ConvolutionLayer conf;

    Convolution(ConvolutionLayer conf) {
        this.conf = conf;
    }

    @Override
    public void apply(INDArray input, INDArray weights, INDArray result) {
        INDArray kernel = isDilated() ? expand(weights) : weights;
        Nd4j.exec(
                op("conv2d", kernel).addInputs(input, kernel).addOutputs(result).build());
    }

    @Override
    public void backpropagate(
            INDArray input,
            INDArray weights,
            INDArray resultGradient,
            INDArray inputGradient,
            INDArray weightGradient) {
        INDArray kernel = isDilated() ? expand(weights) : weights;
        INDArray kernelGradient = isDilated() ? kernel.ulike() : weightGradient;
        Nd4j.exec(op("conv2d_bp", kernel)
                .addInputs(input, kernel, resultGradient)
                .addOutputs(inputGradient, kernelGradient)
                .build());
        if (isDilated()) {
            weightGradient.assign(taps(kernelGradient));
        }
    }

    private DynamicCustomOp.DynamicCustomOpsBuilder op(String name, INDArray kernel) {
        boolean same = conf.getConvolutionMode() == ConvolutionMode.Same;
        return DynamicCustomOp.builder(name)
                .addIntegerArguments(
                        (int) kernel.size(2),
                        (int) kernel.size(3),
                        Math.toIntExact(conf.getStride()[0]),
                        Math.toIntExact(conf.getStride()[1]),
                        same ? 0 : Math.toIntExact(conf.getPadding()[0]),
                        same ? 0 : Math.toIntExact(conf.getPadding()[1]),
                        1,
                        1,
                        same ? 1 : 0,
                        CHANNELS_FIRST,
                        WEIGHTS_OUT_FIRST);
    }

    private boolean isDilated() {
        return conf.getDilation()[0] != 1 || conf.getDilation()[1] != 1;
    }

    private INDArray expand(INDArray weights) {
        long height = (weights.size(2) - 1) * conf.getDilation()[0] + 1;
        long width = (weights.size(3) - 1) * conf.getDilation()[1] + 1;
        INDArray kernel = Nd4j.create(weights.dataType(), weights.size(0), weights.size(1), height, width);
        taps(kernel).assign(weights);
        return kernel;
    }

    /** Returns the elements of an expanded kernel that hold weights. */
    private INDArray taps(INDArray kernel) {
        return kernel.get(
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.interval(0, conf.getDilation()[0], kernel.size(2)),
                NDArrayIndex.interval(0, conf.getDilation()[1], kernel.size(3)));
    }
}
