package io.github.dl4jregularizers.cpu.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.cpu.CpuEngine;
import io.github.dl4jregularizers.cpu.RequiresCpuModule;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.dropout.SpatialDropout;
import io.github.dl4jregularizers.residual.ConcatenationBlock;
import io.github.dl4jregularizers.residual.LayerSequence;
import io.github.dl4jregularizers.residual.PaddedShortcut;
import io.github.dl4jregularizers.residual.ResidualBlock;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** BFLOAT16 has 8 significant bits: a relative error of 2^-8 per rounding. */
@RequiresCpuModule
class EngineBfloat16Test {

    private static final double STEP = 1.0 / (1 << 8);

    @BeforeEach
    void requireInstructions() {
        assumeTrue(OneDnnEngine.hasFastBfloat16(), "the CPU has no instructions for BFLOAT16");
    }

    @AfterEach
    void turnOff() {
        CpuEngine.bfloat16(false);
    }

    private static Layer convolution(int channels, int stride) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(channels)
                .stride(stride, stride)
                .convolutionMode(ConvolutionMode.Same)
                .hasBias(false)
                .build();
    }

    private static MultiLayerNetwork network(boolean isBfloat16) {
        assertThat(CpuEngine.bfloat16(isBfloat16)).isEqualTo(isBfloat16);
        Layer tanh = new ActivationLayer(Activation.TANH);
        ResidualBlock block = new ResidualBlock.Builder()
                .body(convolution(32, 2), new BatchNormalization(), tanh, convolution(32, 1), new BatchNormalization())
                .shortcut(new PaddedShortcut(32, 2))
                .activation(Activation.TANH)
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Sgd(0.1))
                .activation(Activation.IDENTITY)
                .dataType(DataType.FLOAT)
                .list()
                .layer(new LayerSequence(
                        convolution(16, 1),
                        new BatchNormalization(),
                        tanh,
                        block,
                        new ConcatenationBlock.Builder()
                                .skip()
                                .path(convolution(16, 1), new BatchNormalization(), tanh)
                                .build(),
                        new GlobalPoolingLayer(PoolingType.AVG)))
                .layer(new OutputLayer.Builder()
                        .nOut(4)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(12, 12, 3))
                .build());
        network.init();
        return network;
    }

    private static DataSet batch() {
        Nd4j.getRandom().setSeed(8);
        INDArray labels = Nd4j.eye(4).castTo(DataType.FLOAT).repeat(0, 8);
        INDArray noise = Nd4j.randn(DataType.FLOAT, 32, 3, 12, 12);
        return new DataSet(noise.addi(labels.argMax(1).castTo(DataType.FLOAT).reshape(32, 1, 1, 1)), labels);
    }

    private static double distance(INDArray one, INDArray other) {
        return one.sub(other).norm2Number().doubleValue() / other.norm2Number().doubleValue();
    }

    @Test
    void aStepIsThatOfFloatWithinTheRounding() {
        MultiLayerNetwork single = network(false);
        MultiLayerNetwork half = network(true);
        assertThat(half.getLayer(0)).asString().contains("by oneDNN in BFLOAT16");
        assertThat(single.getLayer(0)).asString().contains("by oneDNN").doesNotContain("BFLOAT16");
        DataSet batch = batch();
        double ofOutput = distance(half.output(batch.getFeatures()), single.output(batch.getFeatures()));
        assertThat(ofOutput).isBetween(STEP / 100, 4 * STEP);
        single.fit(batch);
        half.fit(batch);
        assertThat(half.params().dataType()).isEqualTo(DataType.FLOAT);
        double ofGradient = distance(half.getFlattenedGradients(), single.getFlattenedGradients());
        assertThat(ofGradient).isBetween(STEP / 100, 16 * STEP);
    }

    @Test
    void aNetworkLearnsAsItDoesInFloat() {
        MultiLayerNetwork single = network(false);
        MultiLayerNetwork half = network(true);
        DataSet batch = batch();
        for (int i = 0; i < 30; i++) {
            single.fit(batch);
            half.fit(batch);
        }
        assertThat(single.score(batch)).isLessThan(0.5);
        assertThat(half.score(batch)).isLessThan(1.1 * single.score(batch) + STEP);
    }

    private static INDArray noisyOutput(boolean isBfloat16, INDArray input) {
        CpuEngine.bfloat16(isBfloat16);
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(new LayerSequence(
                        convolution(16, 1),
                        new NoiseLayer(new Dropout(DropRate.of(0.5))),
                        convolution(16, 1),
                        new NoiseLayer(new SpatialDropout(DropRate.of(0.3)))))
                .setInputType(InputType.convolutional(12, 12, 3))
                .build());
        network.init();
        assertThat(network.getLayer(0).toString()).endsWith(isBfloat16 ? "by oneDNN in BFLOAT16" : "by oneDNN");
        Nd4j.getRandom().setSeed(4);
        return network.output(input, true);
    }

    @Test
    void noiseStaysInTheProgram() {
        INDArray input = batch().getFeatures();
        INDArray expected = noisyOutput(false, input);
        INDArray found = noisyOutput(true, input);
        double largest = expected.amaxNumber().doubleValue();
        assertThat(found.sub(expected).amaxNumber().doubleValue()).isBetween(1e-5 * largest, 0.02 * largest);
        assertThat(found.eq(0)).isEqualTo(expected.eq(0));
    }
}
