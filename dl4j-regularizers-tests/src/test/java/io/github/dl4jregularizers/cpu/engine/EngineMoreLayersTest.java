package io.github.dl4jregularizers.cpu.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.cpu.RequiresCpuModule;
import java.util.List;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

/** Dense, global pooling, upsampling, deconvolution, depthwise and separable layers, and one channel. */
@RequiresCpuModule
class EngineMoreLayersTest {

    private static Layer normalization() {
        return new BatchNormalization.Builder().eps(1e-2).build();
    }

    private static Layer dense(int outputs, Activation activation, boolean hasBias) {
        return new DenseLayer.Builder()
                .nOut(outputs)
                .activation(activation)
                .hasBias(hasBias)
                .build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void dense(boolean hasBias) {
        for (Activation activation : List.of(Activation.IDENTITY, Activation.RELU, Activation.TANH)) {
            new EngineComparison(
                            InputType.feedForward(7),
                            dense(9, activation, hasBias),
                            normalization(),
                            new ActivationLayer(Activation.TANH),
                            dense(5, Activation.IDENTITY, hasBias))
                    .assertEqual(10, 7);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = PoolingType.class,
            names = {"MAX", "AVG"})
    void globalPooling(PoolingType type) {
        new EngineComparison(
                        InputType.convolutional(6, 5, 4),
                        depthwise(ConvolutionMode.Same, 1, 1),
                        new GlobalPoolingLayer(type),
                        dense(6, Activation.SIGMOID, true))
                .assertEqual(7, 4, 6, 5);
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void upsampling(CNN2DFormat format) {
        boolean isChannelsFirst = format == CNN2DFormat.NCHW;
        for (int[] size : new int[][] {{2, 2}, {3, 2}, {1, 5}}) {
            new EngineComparison(
                            InputType.convolutional(4, 5, 3, format), convolution(6), upsampling(size), convolution(2))
                    .assertEqual(isChannelsFirst ? new long[] {7, 3, 4, 5} : new long[] {7, 4, 5, 3});
        }
    }

    /** The builder offers one number. */
    private static Layer upsampling(int[] size) {
        Upsampling2D.Builder builder = new Upsampling2D.Builder();
        builder.setSize(size);
        return builder.build();
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void deconvolution(CNN2DFormat format) {
        boolean isChannelsFirst = format == CNN2DFormat.NCHW;
        for (ConvolutionMode mode : List.of(ConvolutionMode.Same, ConvolutionMode.Truncate)) {
            for (int stride : new int[] {1, 2}) {
                new EngineComparison(
                                InputType.convolutional(4, 5, 3, format),
                                deconvolution(mode, stride, true),
                                deconvolution(mode, 1, false))
                        .assertEqual(isChannelsFirst ? new long[] {7, 3, 4, 5} : new long[] {7, 4, 5, 3});
            }
        }
    }

    private static Layer deconvolution(ConvolutionMode mode, int stride, boolean hasBias) {
        return new Deconvolution2D.Builder(3, 2)
                .stride(stride, stride)
                .padding(mode == ConvolutionMode.Same ? new int[2] : new int[] {1, 0})
                .convolutionMode(mode)
                .nOut(hasBias ? 4 : 2)
                .hasBias(hasBias)
                .activation(Activation.TANH)
                .build();
    }

    /** One channel has equal strides in both orders, but for the axis of size 1. */
    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void oneChannelInAndOut(CNN2DFormat format) {
        boolean isChannelsFirst = format == CNN2DFormat.NCHW;
        new EngineComparison(InputType.convolutional(6, 5, 1, format), convolution(3), convolution(1))
                .assertEqual(isChannelsFirst ? new long[] {7, 1, 6, 5} : new long[] {7, 6, 5, 1});
    }

    private static Layer convolution(int outputs) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(outputs)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.TANH)
                .build();
    }

    private static Layer depthwise(ConvolutionMode mode, int multiplier, int stride) {
        return new DepthwiseConvolution2D.Builder()
                .kernelSize(3, 3)
                .stride(stride, stride)
                .depthMultiplier(multiplier)
                .convolutionMode(mode)
                .hasBias(multiplier > 1)
                .build();
    }

    @ParameterizedTest
    @EnumSource(
            value = ConvolutionMode.class,
            names = {"Same", "Truncate"})
    void depthwise(ConvolutionMode mode) {
        for (int multiplier : new int[] {1, 2}) {
            for (int stride : new int[] {1, 2}) {
                new EngineComparison(InputType.convolutional(9, 8, 5), depthwise(mode, multiplier, stride))
                        .assertEqual(5, 5, 9, 8);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ConvolutionMode.class,
            names = {"Same", "Truncate"})
    void separable(ConvolutionMode mode) {
        for (int multiplier : new int[] {1, 2}) {
            new EngineComparison(
                            InputType.convolutional(9, 8, 5),
                            new SeparableConvolution2D.Builder(3, 3)
                                    .nOut(7)
                                    .stride(multiplier, multiplier)
                                    .depthMultiplier(multiplier)
                                    .convolutionMode(mode)
                                    .hasBias(multiplier > 1)
                                    .activation(multiplier > 1 ? Activation.IDENTITY : Activation.TANH)
                                    .build(),
                            normalization())
                    .assertEqual(6, 5, 9, 8);
        }
    }

    @Test
    void theEngineLeavesMaskedLayersToDl4j() {
        EngineComparison comparison = new EngineComparison(InputType.feedForward(7), dense(9, Activation.TANH, true));
        comparison.mask(MaskState.Active, 4);
        assertThat(comparison.takes(4, 7)).isFalse();
        comparison.mask(MaskState.Passthrough, 0);
        assertThat(comparison.takes(4, 7)).isTrue();
    }
}
