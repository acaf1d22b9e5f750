package io.github.dl4jregularizers.cpu.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.cpu.RequiresCpuModule;
import io.github.dl4jregularizers.dropout.DropBlock;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.dropout.GaussianNoise;
import io.github.dl4jregularizers.dropout.MaskShape;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.dropout.SpatialDropout;
import io.github.dl4jregularizers.residual.LayerSequence;
import io.github.dl4jregularizers.residual.ResidualBlock;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationReLU;

/** Noise inside the engine's programs, against the noise layers by themselves. */
@RequiresCpuModule
class EngineNoiseTest {

    private static final DropRate RATE = DropRate.of(0.4);

    private static final Map<String, IDropout> MASKS = Map.of(
            "Dropout", new Dropout(RATE),
            "SpatialDropout", new SpatialDropout(RATE),
            "GaussianDropout", new GaussianDropout(RATE),
            "per example", new Dropout(RATE, MaskShape.PER_EXAMPLE),
            "DropBlock", new DropBlock(RATE, 3));

    private static ConvolutionLayer convolution(CNN2DFormat format) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(7)
                .convolutionMode(ConvolutionMode.Same)
                .dataFormat(format)
                .build();
    }

    private static EngineComparison withNoise(IDropout noise, CNN2DFormat format) {
        Layer block = new ResidualBlock.Builder()
                .body(
                        new NoiseLayer(noise.clone()),
                        convolution(format),
                        new ActivationLayer(Activation.TANH),
                        new NoiseLayer(noise.clone()))
                .activation(new ActivationReLU())
                .build();
        return new EngineComparison(
                InputType.convolutional(8, 6, 5, format),
                new NoiseLayer(noise.clone()),
                convolution(format),
                new BatchNormalization.Builder().dataFormat(format).build(),
                new ActivationLayer(Activation.RELU),
                new NoiseLayer(noise.clone()),
                block,
                new NoiseLayer(noise.clone()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dropout", "SpatialDropout", "GaussianDropout", "per example", "DropBlock"})
    void featureMaps(String name) {
        for (CNN2DFormat format : CNN2DFormat.values()) {
            EngineComparison comparison = withNoise(MASKS.get(name), format).seed(31);
            for (int batch : new int[] {9, 5, 1}) {
                comparison.assertEqual(
                        format == CNN2DFormat.NCHW ? new long[] {batch, 5, 8, 6} : new long[] {batch, 8, 6, 5});
            }
            withNoise(MASKS.get(name), format)
                    .withThreads(4)
                    .seed(32)
                    .assertEqual(format == CNN2DFormat.NCHW ? new long[] {21, 5, 8, 6} : new long[] {21, 8, 6, 5});
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dropout", "SpatialDropout", "GaussianDropout", "per example"})
    void vectors(String name) {
        EngineComparison comparison = new EngineComparison(
                        InputType.feedForward(6),
                        new NoiseLayer(MASKS.get(name)),
                        new DenseLayer.Builder()
                                .nOut(9)
                                .activation(Activation.RELU)
                                .build(),
                        new NoiseLayer(MASKS.get(name)))
                .seed(33);
        for (int batch : new int[] {9, 5, 1}) {
            comparison.assertEqual(batch, 6);
        }
    }

    private static String path(Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LayerSequence(layers))
                .setInputType(InputType.convolutional(8, 6, 5))
                .build());
        network.init();
        return network.getLayer(0).toString();
    }

    /** Other noise, and noise in a block whose drop may leave out its draw, stays with the layers. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheEngineLeavesToTheLayers(boolean isDropped) {
        ResidualBlock block = new ResidualBlock.Builder()
                .body(new NoiseLayer(new Dropout(RATE)), convolution(CNN2DFormat.NCHW), convolution(CNN2DFormat.NCHW))
                .shortcut(convolution(CNN2DFormat.NCHW))
                .dropRate(DropRate.of(isDropped ? 0.5 : 0))
                .build();
        String path = path(convolution(CNN2DFormat.NCHW), block);
        assertThat(path).contains(isDropped ? "in parts" : "computed by oneDNN");
        NoiseLayer shared =
                new NoiseLayer(isDropped ? new GaussianNoise(0.1) : new Dropout(RATE, MaskShape.SAME_OVER_CHANNELS));
        assertThat(path(convolution(CNN2DFormat.NCHW), shared, convolution(CNN2DFormat.NCHW)))
                .contains("in parts");
    }
}
