package io.github.dl4jregularizers.cpu.engine;

import io.github.dl4jregularizers.cpu.RequiresCpuModule;
import io.github.dl4jregularizers.residual.PaddedShortcut;
import io.github.dl4jregularizers.residual.ResidualBlock;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;

@RequiresCpuModule
class EngineLayersTest {

    private static ConvolutionLayer.Builder convolution(int kernel, int channels) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(channels)
                .convolutionMode(ConvolutionMode.Same)
                .hasBias(false);
    }

    private static Layer normalization() {
        return new BatchNormalization.Builder().build();
    }

    private static Layer relu() {
        return new ActivationLayer(Activation.RELU);
    }

    @Test
    void aConvolution() {
        new EngineComparison(InputType.convolutional(6, 7, 3), convolution(3, 5).build()).assertEqual(4, 3, 6, 7);
    }

    @Test
    void aConvolutionWithReluAndBias() {
        new EngineComparison(
                        InputType.convolutional(6, 7, 3),
                        convolution(3, 16)
                                .hasBias(true)
                                .activation(Activation.RELU)
                                .build())
                .assertEqual(4, 3, 6, 7);
    }

    @Test
    void convolutionsWithBatchNormalization() {
        new EngineComparison(
                        InputType.convolutional(6, 7, 3),
                        convolution(3, 16).build(),
                        normalization(),
                        relu(),
                        convolution(3, 16).build(),
                        normalization())
                .assertEqual(6, 3, 6, 7);
    }

    @Test
    void aResidualBlock() {
        new EngineComparison(
                        InputType.convolutional(6, 7, 16),
                        new ResidualBlock.Builder()
                                .body(
                                        convolution(3, 16).build(),
                                        normalization(),
                                        relu(),
                                        convolution(3, 16).build(),
                                        normalization())
                                .activation(Activation.RELU)
                                .build())
                .assertEqual(6, 16, 6, 7);
    }

    @Test
    void aResidualBlockWithPaddedShortcut() {
        new EngineComparison(
                        InputType.convolutional(7, 6, 16),
                        new ResidualBlock.Builder()
                                .body(convolution(3, 32).stride(2, 2).build(), normalization())
                                .shortcut(new PaddedShortcut(32, 2))
                                .activation(Activation.RELU)
                                .build())
                .assertEqual(6, 16, 7, 6);
    }

    private static SubsamplingLayer.Builder pooling(PoolingType type, int kernel, int stride) {
        return new SubsamplingLayer.Builder(type).kernelSize(kernel, kernel).stride(stride, stride);
    }

    @ParameterizedTest
    @EnumSource(
            value = ConvolutionMode.class,
            names = {"Same", "Truncate"})
    void poolings(ConvolutionMode mode) {
        int pad = mode == ConvolutionMode.Same ? 0 : 1;
        for (SubsamplingLayer.Builder pooling : List.of(
                pooling(PoolingType.MAX, 2, 2),
                pooling(PoolingType.MAX, 3, 2).padding(pad, pad),
                pooling(PoolingType.AVG, 3, 2),
                pooling(PoolingType.AVG, 3, 1).padding(pad, pad),
                pooling(PoolingType.AVG, 3, 2).padding(pad, pad).avgPoolIncludePadInDivisor(true))) {
            new EngineComparison(
                            InputType.convolutional(7, 6, 16),
                            pooling.convolutionMode(mode).build())
                    .assertEqual(3, 16, 7, 6);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ConvolutionMode.class,
            names = {"Same", "Truncate"})
    void convolutionsOfEveryGeometry(ConvolutionMode mode) {
        int pad = mode == ConvolutionMode.Same ? 0 : 1;
        for (int kernel : new int[] {1, 2, 3, 5}) {
            for (int stride = 1; stride <= Math.min(kernel, 3); stride++) {
                for (int dilation : new int[] {1, 2}) {
                    new EngineComparison(
                                    InputType.convolutional(11, 9, 4),
                                    new ConvolutionLayer.Builder(kernel, kernel)
                                            .nOut(6)
                                            .stride(stride, stride)
                                            .dilation(dilation, dilation)
                                            .padding(pad * kernel / 2, pad * kernel / 3)
                                            .convolutionMode(mode)
                                            .build())
                            .assertEqual(3, 4, 11, 9);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Activation.class,
            names = {"RELU", "LEAKYRELU", "ELU", "TANH", "SIGMOID", "SOFTPLUS", "SWISH", "RELU6", "MISH"})
    void activations(Activation activation) {
        new EngineComparison(
                        InputType.convolutional(5, 4, 3),
                        convolution(3, 4).activation(activation).build(),
                        normalization(),
                        new ActivationLayer(activation),
                        convolution(1, 4).build())
                .assertEqual(3, 3, 5, 4);
    }

    @Test
    void batchNormalizationOfVectors() {
        new EngineComparison(InputType.feedForward(7), normalization(), relu()).assertEqual(9, 7);
    }

    @Test
    void batchNormalizationWithItsOptions() {
        for (boolean logStd : new boolean[] {true, false}) {
            for (boolean locked : new boolean[] {true, false}) {
                new EngineComparison(
                                InputType.convolutional(5, 4, 3),
                                new BatchNormalization.Builder()
                                        .useLogStd(logStd)
                                        .lockGammaBeta(locked)
                                        .decay(0.7)
                                        .eps(1e-3)
                                        .build(),
                                relu())
                        .assertEqual(5, 3, 5, 4);
            }
        }
    }

    @Test
    void batchesOfChangingSize() {
        EngineComparison comparison = new EngineComparison(
                InputType.convolutional(6, 7, 3), convolution(3, 8).build(), normalization(), relu());
        for (int batch : new int[] {16, 3, 1, 16, 33, 7}) {
            comparison.assertEqual(batch, 3, 6, 7);
        }
    }
}
