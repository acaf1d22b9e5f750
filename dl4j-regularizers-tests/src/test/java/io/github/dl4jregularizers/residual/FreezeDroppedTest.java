package io.github.dl4jregularizers.residual;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.optimizer.AdamW;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Weights of a dropped body that neither momentum nor decay moves. */
class FreezeDroppedTest {

    private static final double LEARNING_RATE = 0.1;
    private static final double MOMENTUM = 0.9;
    private static final double KEEP = 0.1;
    private static final double DROP = 0.9;
    private static final String BODY = "block_body0.W";
    private static final String SHORTCUT = "block_shortcut0.W";

    private static ComputationGraph network(
            boolean freeze, UnaryOperator<ComputationGraphConfiguration> change, double... draws) {
        ResidualBlock block = new ResidualBlock.Builder()
                .body(new DenseLayer.Builder().nOut(3).l2(0.5).build())
                .shortcut(new DenseLayer.Builder().nOut(3).build())
                .dropRate(DropRate.of(0.5))
                .freezeDropped(freeze)
                .build();
        ComputationGraph network = new ComputationGraph(change.apply(new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(DataType.DOUBLE)
                .updater(new Nesterovs(LEARNING_RATE, MOMENTUM))
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(3))
                .addLayer("block", block.withNoise(new FixedDraws(draws)), "in")
                .addLayer(
                        "out",
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "block")
                .setOutputs("out")
                .build()));
        network.init();
        return network;
    }

    private static DataSet batch() {
        Nd4j.getRandom().setSeed(3);
        return new DataSet(
                Nd4j.rand(DataType.DOUBLE, 4, 3),
                Nd4j.eye(2).castTo(DataType.DOUBLE).repeat(0, 2));
    }

    private static INDArray parameter(ComputationGraph network, String name) {
        return network.paramTable().get(name).dup();
    }

    static Stream<UnaryOperator<ComputationGraphConfiguration>> decays() {
        return Stream.of(
                UnaryOperator.identity(),
                AdamW.builder().learningRate(LEARNING_RATE).weightDecay(0.5).build()::applyTo);
    }

    @ParameterizedTest
    @MethodSource("decays")
    void neitherMomentumNorDecayMovesTheWeightsOfADroppedBody(UnaryOperator<ComputationGraphConfiguration> decay) {
        for (boolean freeze : new boolean[] {true, false}) {
            ComputationGraph network = network(freeze, decay, KEEP, DROP, DROP, KEEP);
            network.fit(batch());
            INDArray body = parameter(network, BODY);
            for (int dropped = 0; dropped < 2; dropped++) {
                INDArray shortcut = parameter(network, SHORTCUT);
                network.fit(batch());
                assertThat(parameter(network, BODY).equals(body)).isEqualTo(freeze);
                assertThat(parameter(network, SHORTCUT)).isNotEqualTo(shortcut);
            }
            network.fit(batch());
            assertThat(parameter(network, BODY)).isNotEqualTo(body);
        }
    }

    /** To 0.9 v - lr g, where the gradient g of loss and L2 is 0. */
    @Test
    void theirMomentumFadesMeanwhile() {
        ComputationGraph network = network(true, UnaryOperator.identity(), KEEP, DROP);
        network.fit(batch());
        INDArray velocity = velocity(network);
        assertThat(velocity.norm2Number().doubleValue()).isPositive();
        network.fit(batch());
        assertWithin("velocity", 1e-15, velocity(network), velocity.mul(MOMENTUM));
    }

    /** The body's weights are the network's first parameters, and so is their state. */
    private static INDArray velocity(ComputationGraph network) {
        return network.getUpdater()
                .getStateViewArray()
                .reshape(-1)
                .get(NDArrayIndex.interval(0, 9))
                .dup();
    }

    @Test
    void aBlockThatFreezesIsAnother() {
        ResidualBlock.Builder block = new ResidualBlock.Builder()
                .body(new DenseLayer.Builder().nOut(3).build());
        ResidualBlock plain = block.build();
        assertThat(block.freezeDropped(true).build()).isNotEqualTo(plain);
        assertThat(block.freezeDropped(false).build()).isEqualTo(plain);
    }
}
