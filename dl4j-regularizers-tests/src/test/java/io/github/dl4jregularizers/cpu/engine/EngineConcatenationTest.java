package io.github.dl4jregularizers.cpu.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.cpu.RequiresCpuModule;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.residual.ConcatenationBlock;
import io.github.dl4jregularizers.residual.LayerSequence;
import io.github.dl4jregularizers.residual.ResidualBlock;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;

/** Concatenations on the engine: formats, nesting, paths that end a stage, and what the engine leaves to DL4J. */
@RequiresCpuModule
class EngineConcatenationTest {

    private static Layer convolution(int channels, int stride) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(channels)
                .stride(stride, stride)
                .convolutionMode(ConvolutionMode.Same)
                .build();
    }

    private static Layer normalization() {
        return new BatchNormalization.Builder().eps(1e-2).build();
    }

    private static Layer tanh() {
        return new ActivationLayer(Activation.TANH);
    }

    private static Layer halved() {
        return new SubsamplingLayer.Builder(PoolingType.AVG)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
    }

    private static ConcatenationBlock.Builder block() {
        return new ConcatenationBlock.Builder();
    }

    private static long[] shape(CNN2DFormat format, long examples, long channels, long height, long width) {
        return format == CNN2DFormat.NCHW
                ? new long[] {examples, channels, height, width}
                : new long[] {examples, height, width, channels};
    }

    /** A U-Net of two levels, with and without a path that sees the whole batch before it goes on. */
    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void nestedSkipConnections(CNN2DFormat format) {
        for (boolean isNormalized : new boolean[] {false, true}) {
            Layer middle = isNormalized ? normalization() : tanh();
            Layer inner = block().skip()
                    .path(halved(), convolution(5, 1), middle, new Upsampling2D.Builder(2).build(), convolution(3, 1))
                    .build();
            Layer outer = block().path(halved(), convolution(4, 1), tanh(), inner, new Upsampling2D.Builder(2).build())
                    .skip()
                    .build();
            new EngineComparison(InputType.convolutional(8, 12, 3, format), convolution(4, 1), outer, convolution(2, 1))
                    .assertEqual(shape(format, 7, 3, 8, 12));
        }
    }

    /** Two paths end a stage: their gradients and the other parts have to last. */
    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void severalNormalizedPaths(CNN2DFormat format) {
        Layer inception = block().skip()
                .path(convolution(3, 1), normalization(), tanh())
                .path(convolution(17, 1))
                .path(tanh(), convolution(2, 1), normalization())
                .path(normalization(), convolution(1, 1))
                .skip()
                .build();
        new EngineComparison(InputType.convolutional(5, 6, 3, format), convolution(4, 1), inception, convolution(2, 1))
                .assertEqual(shape(format, 9, 3, 5, 6));
    }

    @Test
    void vectorsAndBlocksAtTheEnds() {
        Layer first = block().path(dense(5)).skip().path(dense(3), tanh()).build();
        Layer last = block().skip().path(dense(4)).build();
        EngineComparison vectors = new EngineComparison(InputType.feedForward(6), first, dense(7), last);
        for (int examples : new int[] {1, 2, 9, 13}) {
            vectors.assertEqual(examples, 6);
        }
        Layer pooled = block().path(new GlobalPoolingLayer(PoolingType.AVG), dense(2))
                .path(new GlobalPoolingLayer(PoolingType.MAX))
                .build();
        new EngineComparison(InputType.convolutional(4, 5, 3), convolution(4, 1), pooled, dense(3))
                .assertEqual(5, 3, 4, 5);
    }

    private static Layer dense(int units) {
        return new DenseLayer.Builder().nOut(units).build();
    }

    private static MultiLayerNetwork network(Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(new LayerSequence(layers))
                .setInputType(InputType.convolutional(6, 6, 3))
                .build());
        network.init();
        return network;
    }

    @Test
    void blocksThatSelectExamplesRunOutsideTheProgram() {
        ResidualBlock dropped = new ResidualBlock.Builder()
                .body(convolution(3, 1))
                .dropRate(DropRate.of(0.5))
                .build();
        Layer joined = block().skip().path(dropped, convolution(2, 1)).build();
        assertThat(network(convolution(3, 1), joined).getLayer(0)).asString().contains("in parts");
        Layer noisy = block().skip()
                .path(new NoiseLayer(new Dropout(DropRate.of(0.5))), convolution(2, 1))
                .build();
        assertThat(network(convolution(3, 1), noisy).getLayer(0)).asString().endsWith("by oneDNN");
    }
}
