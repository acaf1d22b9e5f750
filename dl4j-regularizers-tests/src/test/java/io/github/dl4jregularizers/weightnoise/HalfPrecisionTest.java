package io.github.dl4jregularizers.weightnoise;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.SeededNoise;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** A HALF network computes what a FLOAT network with the same parameters and draws computes, to half's precision. */
class HalfPrecisionTest {

    private static final INDArray DENSE = Nd4j.createFromArray(new double[][] {{1, 2, -1, 0.5}, {-0.5, 1, 2, 1}});
    private static final INDArray SEQUENCE =
            DENSE.reshape(2, 4, 1).mul(Nd4j.createFromArray(1.0, -0.5, 2).reshape(1, 1, 3));
    private static final INDArray IMAGE = DENSE.reshape(2, 4, 1, 1)
            .mul(Nd4j.linspace(-1, 1, 9, DataType.DOUBLE).reshape(1, 1, 3, 3));
    private static final INDArray WORDS = Nd4j.createFromArray(new double[][] {{1, 3, 1}, {0, 2, 4}});

    static Stream<Arguments> layers() {
        Layer convolution = new ConvolutionLayer.Builder(2, 2)
                .nOut(4)
                .activation(Activation.TANH)
                .build();
        DropRate rate = DropRate.of(0.4);
        return Stream.of(
                Arguments.of(new DropConnect(rate, SmallNetworks.dense()), InputType.feedForward(4), DENSE.dup()),
                Arguments.of(
                        DropConnect.builder(SmallNetworks.dense())
                                .dropRate(rate)
                                .biases(true)
                                .gaussianInference(6)
                                .build(),
                        InputType.feedForward(4),
                        DENSE.dup()),
                Arguments.of(new DropConnect(rate, convolution), InputType.convolutional(3, 3, 4), IMAGE.dup()),
                Arguments.of(
                        DropConnect.builder(SmallNetworks.lstm())
                                .dropRate(rate)
                                .parameters("RW")
                                .build(),
                        InputType.recurrent(4),
                        SEQUENCE.dup()),
                Arguments.of(
                        new GaussianWeightNoise(0.1, SmallNetworks.dense()), InputType.feedForward(4), DENSE.dup()),
                Arguments.of(
                        GaussianWeightNoise.builder(convolution)
                                .standardDeviation(0.3)
                                .multiplicative(true)
                                .build(),
                        InputType.convolutional(3, 3, 4),
                        IMAGE.dup()),
                Arguments.of(
                        new EmbeddingDropout(
                                rate,
                                new EmbeddingLayer.Builder()
                                        .nIn(5)
                                        .nOut(4)
                                        .hasBias(true)
                                        .build()),
                        InputType.feedForward(5),
                        WORDS.getColumn(1).reshape(2, 1).dup()),
                Arguments.of(
                        new EmbeddingDropout(
                                rate,
                                new EmbeddingSequenceLayer.Builder()
                                        .nIn(5)
                                        .nOut(4)
                                        .inputLength(3)
                                        .build()),
                        InputType.recurrent(5),
                        WORDS.dup()));
    }

    /** The draws of FLOAT arrays for every type. */
    private static final class RoundedDraws implements NoiseSource {

        private final NoiseSource source = new SeededNoise(7, 0, 0, 1);

        @Override
        public void bernoulli(INDArray out, double retainProbability) {
            rounded(out, draws -> source.bernoulli(draws, retainProbability));
        }

        @Override
        public void gaussian(INDArray out, double mean, double standardDeviation) {
            rounded(out, draws -> source.gaussian(draws, mean, standardDeviation));
        }

        @Override
        public void uniform(INDArray out, double from, double to) {
            rounded(out, draws -> source.uniform(draws, from, to));
        }

        @Override
        public double nextDouble() {
            return source.nextDouble();
        }

        private static void rounded(INDArray out, Consumer<INDArray> draw) {
            INDArray draws = Nd4j.createUninitialized(DataType.FLOAT, out.shape(), out.ordering());
            draw.accept(draws);
            out.assign(draws);
        }
    }

    private static MultiLayerNetwork network(DataType type, Layer layer, InputType input) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(type)
                .updater(new Sgd(0.1))
                .list()
                .layer((Layer) ((Stochastic) layer).withNoise(new RoundedDraws()));
        if (input.getType() != InputType.Type.FF) {
            layers.layer(new GlobalPoolingLayer());
        }
        layers.layer(
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build());
        MultiLayerNetwork network =
                new MultiLayerNetwork(layers.setInputType(input).build());
        network.init();
        return network;
    }

    @ParameterizedTest
    @MethodSource("layers")
    void halfIsFloatRounded(Layer layer, InputType input, INDArray features) {
        MultiLayerNetwork half = network(DataType.FLOAT16, layer, input);
        MultiLayerNetwork single = network(DataType.FLOAT, layer, input);
        half.params().assign(single.params());
        single.params().assign(half.params());
        INDArray labels = Nd4j.createFromArray(new double[][] {{1, 0, 0}, {0, 0, 1}});
        for (MultiLayerNetwork network : new MultiLayerNetwork[] {half, single}) {
            network.setInput(features.castTo(network.params().dataType()));
            network.setLabels(labels.castTo(network.params().dataType()));
            network.computeGradientAndScore();
        }
        assertThat(half.getFlattenedGradients().dataType()).isEqualTo(DataType.FLOAT16);
        assertThat(single.getFlattenedGradients().amaxNumber().doubleValue()).isBetween(0.05, 10.0);
        assertWithin("gradient", 0.01, half.getFlattenedGradients(), single.getFlattenedGradients());
        assertWithin(
                "inference",
                0.003,
                half.output(features.castTo(DataType.FLOAT16)),
                single.output(features.castTo(DataType.FLOAT)));
    }
}
