package io.github.dl4jregularizers.cpu.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.cpu.RequiresCpuModule;
import io.github.dl4jregularizers.residual.ResidualBlock;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

/** Weights that are larger than the maps of a chunk, whose gradients come from parts of the batch. */
@RequiresCpuModule
class EngineWeightGradientTest {

    private static ConvolutionLayer convolution(Activation activation, boolean hasBias) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(24)
                .convolutionMode(ConvolutionMode.Same)
                .activation(activation)
                .hasBias(hasBias)
                .build();
    }

    private static DenseLayer dense(int outputs, boolean hasBias) {
        return new DenseLayer.Builder()
                .nOut(outputs)
                .activation(Activation.RELU)
                .hasBias(hasBias)
                .build();
    }

    private static EngineComparison convolutions() {
        return new EngineComparison(
                InputType.convolutional(3, 3, 20),
                convolution(Activation.RELU, true),
                convolution(Activation.IDENTITY, false),
                new BatchNormalization(),
                new ResidualBlock.Builder()
                        .body(convolution(Activation.IDENTITY, true), convolution(Activation.IDENTITY, false))
                        .activation(Activation.RELU)
                        .build(),
                convolution(Activation.TANH, true));
    }

    private static ConvolutionLayer pointwise(int outputs, int stride, int padding, boolean hasBias) {
        return new ConvolutionLayer.Builder(1, 1)
                .stride(stride, stride)
                .padding(padding, padding)
                .convolutionMode(ConvolutionMode.Truncate)
                .nOut(outputs)
                .activation(Activation.RELU)
                .hasBias(hasBias)
                .build();
    }

    private static EngineComparison pointwiseConvolutions() {
        return new EngineComparison(
                InputType.convolutional(3, 4, 20),
                pointwise(48, 1, 0, false),
                pointwise(40, 1, 0, true),
                pointwise(30, 1, 1, false),
                pointwise(50, 2, 0, false),
                new BatchNormalization(),
                pointwise(70, 1, 0, false));
    }

    private static EngineComparison denseLayers() {
        return new EngineComparison(InputType.feedForward(70), dense(50, true), dense(90, false), dense(33, true));
    }

    /** Batches smaller than the first come last: the program stays, and parts of it have few examples or none. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 16})
    void convolutionsOnThreads(int threads) {
        for (int batch : new int[] {13, 9, 2, 1}) {
            convolutions().withThreads(threads).assertEqual(batch, 20, 3, 3);
        }
        EngineComparison comparison = convolutions().withThreads(threads);
        for (int batch : new int[] {13, 9, 4, 1}) {
            comparison.assertEqual(batch, 20, 3, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void pointwiseConvolutionsOnThreads(int threads) {
        EngineComparison comparison = pointwiseConvolutions().withThreads(threads);
        for (int batch : new int[] {13, 9, 4, 1}) {
            comparison.assertEqual(batch, 20, 3, 4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 16})
    void denseLayersOnThreads(int threads) {
        EngineComparison comparison = denseLayers().withThreads(threads);
        for (int batch : new int[] {13, 9, 4, 1, 30}) {
            comparison.assertEqual(batch, 70);
        }
    }

    @Test
    void sharesCoverTheBatch() {
        for (int chunks = 1; chunks < 20; chunks++) {
            Assembly assembly = new Assembly(3, chunks, 1, false, Layout.FLOAT, true, new Handles());
            for (int most = 1; most < 9; most++) {
                Share share = Share.of(most, assembly);
                assertThat(share.parts()).isBetween(1, Math.min(most, chunks));
                for (int examples = 1; examples <= 3 * chunks; examples++) {
                    Run run = new Run(3, examples, null, 0, 0);
                    int sum = 0;
                    for (int part = 0; part < share.parts(); part++) {
                        sum += share.examples(run, part);
                    }
                    assertThat(sum).isEqualTo(examples);
                }
            }
        }
    }
}
