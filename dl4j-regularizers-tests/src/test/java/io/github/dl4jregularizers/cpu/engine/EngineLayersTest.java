package io.github.dl4jregularizers.cpu.engine;

import io.github.dl4jregularizers.residual.PaddedShortcut;
import io.github.dl4jregularizers.residual.ResidualBlock;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

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
                        convolution(3, 16).hasBias(true).activation(Activation.RELU).build())
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
                                .body(convolution(3, 16).build(), normalization(), relu(), convolution(3, 16).build(), normalization())
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
}
