package io.github.dl4jregularizers.cpu.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.cpu.RequiresCpuModule;
import io.github.dl4jregularizers.residual.LayerSequence;
import io.github.dl4jregularizers.residual.PaddedShortcut;
import io.github.dl4jregularizers.residual.ResidualBlock;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/** Blocks that drop their body for a batch or for examples, within one program. */
@RequiresCpuModule
class EngineStochasticDepthTest {

    private static final int[] SHAPE = {8, 6, 4};

    private static Layer convolution(int channels, int stride) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(channels)
                .stride(stride, stride)
                .convolutionMode(ConvolutionMode.Same)
                .hasBias(stride == 1)
                .build();
    }

    private static Layer normalization() {
        return new BatchNormalization.Builder().eps(1e-2).build();
    }

    private static ResidualBlock.Builder block(boolean perExample) {
        return new ResidualBlock.Builder().dropRate(DropRate.of(0.4)).perExample(perExample);
    }

    /** An identity, a padded and a computed shortcut, with and without an activation and batch statistics. */
    private static Layer[] layers(boolean perExample, boolean scaleAtInference) {
        return new Layer[] {
            convolution(4, 1),
            normalization(),
            new ActivationLayer(Activation.TANH),
            block(perExample)
                    .body(convolution(4, 1), normalization(), new ActivationLayer(Activation.TANH), convolution(4, 1))
                    .scaleAtInference(scaleAtInference)
                    .activation(Activation.TANH)
                    .build(),
            block(perExample)
                    .body(convolution(6, 2), normalization())
                    .shortcut(new PaddedShortcut(6, 2))
                    .activation(Activation.IDENTITY)
                    .build(),
            block(perExample)
                    .body(convolution(5, 1))
                    .shortcut(convolution(5, 1), normalization())
                    .activation(Activation.TANH)
                    .build(),
            convolution(3, 1)
        };
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void dropsEqualThoseOfBlocksByThemselves(boolean perExample, boolean scaleAtInference) {
        EngineComparison comparison = new EngineComparison(
                InputType.convolutional(SHAPE[1], SHAPE[1], SHAPE[2]), layers(perExample, scaleAtInference));
        for (int seed = 1; seed <= 12; seed++) {
            comparison.seed(seed).assertEqual(SHAPE[0] + seed % 3, SHAPE[2], SHAPE[1], SHAPE[1]);
        }
    }

    @Test
    void bothPartsOfASumPassTheRelu() {
        for (boolean perExample : List.of(false, true)) {
            EngineComparison comparison = new EngineComparison(
                    InputType.convolutional(5, 5, 3),
                    convolution(3, 1),
                    block(perExample)
                            .body(convolution(3, 1))
                            .activation(Activation.RELU)
                            .build());
            for (int seed = 1; seed <= 4; seed++) {
                comparison.seed(seed).assertEqual(9, 3, 5, 5);
            }
        }
    }

    @Test
    void aSequenceWithDropsIsOneProgram() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .list()
                .layer(new LayerSequence(layers(false, false)))
                .setInputType(InputType.convolutional(SHAPE[1], SHAPE[1], SHAPE[2]))
                .build());
        network.init();
        assertThat(network.getLayer(0)).asString().endsWith("computed by oneDNN");
    }
}
