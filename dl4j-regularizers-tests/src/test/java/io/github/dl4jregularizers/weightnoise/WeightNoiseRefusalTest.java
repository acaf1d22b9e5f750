package io.github.dl4jregularizers.weightnoise;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.variational.KlWeight;
import io.github.dl4jregularizers.variational.VariationalConvolution2D;
import io.github.dl4jregularizers.variational.VariationalDense;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers whose weights cannot be perturbed exactly are refused, with the reason and a workaround if one exists. */
class WeightNoiseRefusalTest {

    private static final DropRate RATE = DropRate.of(0.5);
    private static final KlWeight KL = KlWeight.forTrainingExamples(9);

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(new ActivationLayer.Builder().build(), "with weights"),
                Arguments.of(new BatchNormalization(), "with weights"),
                Arguments.of(new PReLULayer.Builder().inputShape(3).build(), "with weights"),
                Arguments.of(new EmbeddingLayer.Builder().nIn(3).nOut(2).build(), "EmbeddingDropout"),
                Arguments.of(new EmbeddingSequenceLayer.Builder().nIn(3).nOut(2).build(), "EmbeddingDropout"),
                Arguments.of(
                        new EmbeddingDropout(
                                RATE,
                                new EmbeddingLayer.Builder().nIn(3).nOut(2).build()),
                        "EmbeddingDropout"),
                Arguments.of(
                        new SelfAttentionLayer.Builder()
                                .nIn(3)
                                .nOut(3)
                                .nHeads(1)
                                .build(),
                        "SameDiff"),
                Arguments.of(new LocallyConnected1D.Builder().nIn(3).nOut(3).build(), "SameDiff"),
                Arguments.of(new AutoEncoder.Builder().nIn(3).nOut(3).build(), "pretrain"),
                Arguments.of(new VariationalAutoencoder.Builder().nIn(3).nOut(3).build(), "pretrain"),
                Arguments.of(
                        new CenterLossOutputLayer.Builder(LossFunction.MSE)
                                .nIn(3)
                                .nOut(2)
                                .build(),
                        "class centers"),
                Arguments.of(
                        new VariationalDense.Builder()
                                .nIn(3)
                                .nOut(2)
                                .klWeight(KL)
                                .build(),
                        "learned noise"),
                Arguments.of(
                        new VariationalConvolution2D.Builder(1, 1)
                                .nIn(3)
                                .nOut(2)
                                .klWeight(KL)
                                .build(),
                        "learned noise"),
                Arguments.of(new FrozenLayer(dense()), "inside"),
                Arguments.of(new DropConnect(RATE, dense()), "already"),
                Arguments.of(new LastTimeStep(new GaussianWeightNoise(0.1, lstm())), "already"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusedWhenItIsWrapped(Layer layer, String reason) {
        layer.setLayerName("mine");
        assertThatThrownBy(() -> new DropConnect(RATE, layer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("under DropConnect")
                .hasMessageContaining("'mine'")
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> new GaussianWeightNoise(0.1, layer))
                .hasMessageContaining("under GaussianWeightNoise")
                .hasMessageContaining(reason);
    }

    @Test
    void refusedWhenItIsExchanged() {
        assertThatThrownBy(() -> new DropConnect(RATE, dense()).setUnderlying(new BatchNormalization()))
                .hasMessageContaining("with weights");
    }

    @Test
    void globalWeightNoiseOfDl4jIsRefusedWhenTheNetworkIsBuilt() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .weightNoise(new WeightNoise(new NormalDistribution(0, 1)))
                .list(new DropConnect(RATE, dense()))
                .build());
        assertThatThrownBy(network::init)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("under DropConnect")
                .hasMessageContaining("WeightNoise(");
    }

    /** DL4J's builder does not pass its settings on to what is inside something inside a Bidirectional. */
    @Test
    void insideABidirectionalIsRefusedWhenTheNetworkIsBuilt() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list(new Bidirectional(new DropConnect(RATE, lstm())))
                .build());
        assertThatThrownBy(network::init)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("put DropConnect around the Bidirectional");
        assertThatThrownBy(() -> new NeuralNetConfiguration.Builder()
                        .list(new Bidirectional(new DropConnect(RATE, lstm())))
                        .setInputType(InputType.recurrent(3))
                        .build())
                .hasMessageContaining("DropConnect");
    }

    private static Layer dense() {
        return new DenseLayer.Builder().nIn(3).nOut(3).build();
    }

    private static Layer lstm() {
        return new LSTM.Builder().nIn(3).nOut(3).build();
    }
}
