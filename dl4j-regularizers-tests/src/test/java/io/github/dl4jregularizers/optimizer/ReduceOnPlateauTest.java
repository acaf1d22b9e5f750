package io.github.dl4jregularizers.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.reference.Reference;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.Iterator;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.shade.jackson.databind.JsonNode;

class ReduceOnPlateauTest {

    private static final JsonNode REFERENCE = Reference.of("plateau");

    static Iterable<JsonNode> cases() {
        return REFERENCE.get("cases");
    }

    private static DenseLayer dense(IUpdater updater) {
        return new DenseLayer.Builder().nOut(3).updater(updater).build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build();
    }

    private static MultiLayerNetwork network(InputType input, IUpdater updater, Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(2)
                .dataType(DataType.DOUBLE)
                .updater(updater)
                .list(layers)
                .setInputType(input)
                .build());
        network.init();
        return network;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsTorch(JsonNode one) {
        MultiLayerNetwork network = network(
                InputType.feedForward(3),
                new Sgd(0.2),
                dense(new Sgd(0.2)),
                dense(new BiasCorrectedAdam(0.05, 0.9, 0.999, 1e-8)),
                dense(new Sgd(0)),
                output());
        Iterator<JsonNode> scores = REFERENCE.get("scores").iterator();
        ReduceOnPlateau<MultiLayerNetwork> plateau = ReduceOnPlateau.of(
                        (MultiLayerNetwork model) -> scores.next().asDouble())
                .withFactor(one.get("factor").asDouble())
                .withPatience(one.get("patience").asInt())
                .withThreshold(one.get("threshold").asDouble())
                .withCooldown(one.get("cooldown").asInt())
                .withMinimum(one.get("minimum").asDouble());
        for (JsonNode expected : one.get("expected")) {
            plateau.onEpochEnd(network);
            for (int layer = 0; layer < 3; layer++) {
                assertThat(network.getLearningRate(layer))
                        .isCloseTo(expected.get(layer).asDouble(), within(1e-15));
            }
        }
        MultiLayerConfiguration saved = MultiLayerConfiguration.fromJson(
                network.getLayerWiseConfigurations().toJson());
        assertThat(saved.getConf(0).getLayer().getUpdaterByParam("W")).isEqualTo(new Sgd(network.getLearningRate(0)));
    }

    private static ReduceOnPlateau<MultiLayerNetwork> always() {
        return ReduceOnPlateau.of((MultiLayerNetwork model) -> 1)
                .withPatience(0)
                .withFactor(0.25);
    }

    /** The step of gradient descent shrinks by the factor in every layer, inside wrappers too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theNextStepUsesTheReducedRate(boolean graph) {
        MultiLayerNetwork original = network(
                InputType.recurrent(2),
                new Sgd(0.1),
                new Bidirectional(new LSTM.Builder().nOut(2).build()),
                new LastTimeStep(
                        new LSTM.Builder().nOut(3).biasUpdater(new Sgd(0.5)).build()),
                dense(new Sgd(0)),
                new ResidualBlock.Builder().body(dense(new Sgd(0.3))).build(),
                new DropConnect(DropRate.of(0), dense(new Sgd(0.1))),
                output());
        INDArray before = original.params().dup();
        INDArray features = Nd4j.rand(DataType.DOUBLE, 4, 2, 5);
        DataSet data = new DataSet(features, Nd4j.ones(DataType.DOUBLE, 4, 2).divi(2));
        INDArray full;
        INDArray reduced;
        if (graph) {
            ComputationGraph network = original.toComputationGraph();
            ComputationGraph slower = original.toComputationGraph();
            network.fit(data);
            full = network.params().sub(before);
            ReduceOnPlateau<ComputationGraph> plateau = ReduceOnPlateau.of((ComputationGraph model) -> 1)
                    .withPatience(0)
                    .withFactor(0.25);
            plateau.onEpochEnd(slower);
            plateau.onEpochEnd(slower);
            slower.fit(data);
            reduced = slower.params().sub(before);
        } else {
            MultiLayerNetwork slower = original.clone();
            original.fit(data);
            full = original.params().sub(before);
            ReduceOnPlateau<MultiLayerNetwork> plateau = always();
            plateau.onEpochEnd(slower);
            plateau.onEpochEnd(slower);
            slower.fit(data);
            reduced = slower.params().sub(before);
        }
        assertThat(full.norm2Number().doubleValue()).isGreaterThan(1e-3);
        assertThat(reduced.sub(full.mul(0.25)).normmaxNumber().doubleValue()).isLessThan(1e-14);
    }

    @Test
    void fitCallsItOncePerEpoch() {
        MultiLayerNetwork network = network(InputType.feedForward(3), new Sgd(0.4), output());
        network.setListeners(always());
        DataSet data = new DataSet(Nd4j.rand(DataType.DOUBLE, 4, 3), Nd4j.ones(DataType.DOUBLE, 4, 2));
        network.fit(new ListDataSetIterator<>(List.of(data, data), 4), 3);
        assertThat(network.getLearningRate(0)).isCloseTo(0.025, within(1e-15));
    }

    @Test
    void nanIsNeverTheBestScore() {
        MultiLayerNetwork network = network(InputType.feedForward(3), new Sgd(0.4), output());
        ReduceOnPlateau<MultiLayerNetwork> plateau =
                ReduceOnPlateau.of((MultiLayerNetwork model) -> Double.NaN).withPatience(1);
        plateau.onEpochEnd(network);
        assertThat(network.getLearningRate(0)).isEqualTo(0.4);
        plateau.onEpochEnd(network);
        assertThat(network.getLearningRate(0)).isCloseTo(0.04, within(1e-15));
    }

    @Test
    void schedulesAreRefusedAndNothingIsReduced() {
        MultiLayerNetwork network = network(
                InputType.feedForward(3),
                new Sgd(0.4),
                dense(new Sgd(new ExponentialSchedule(ScheduleType.ITERATION, 0.1, 0.9))),
                output());
        ReduceOnPlateau<MultiLayerNetwork> plateau = always();
        plateau.onEpochEnd(network);
        assertThatThrownBy(() -> plateau.onEpochEnd(network))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("learning rate must be constant, and not a schedule");
        assertThat(network.getLearningRate(1)).isEqualTo(0.4);
    }

    @Test
    void badArgumentsAreNamed() {
        ReduceOnPlateau<MultiLayerNetwork> plateau = always();
        assertBad("score must be given", () -> ReduceOnPlateau.of(null));
        assertBad("multiplier must be in (0, 1)", () -> plateau.withFactor(1));
        assertBad("epochs must be >= 0", () -> plateau.withPatience(-1));
        assertBad("improvement must be", () -> plateau.withThreshold(1));
        assertBad("epochs must be >= 0", () -> plateau.withCooldown(-1));
        assertBad("learningRate must be finite and >= 0", () -> plateau.withMinimum(Double.NaN));
        plateau.onEpochEnd(network(InputType.feedForward(3), new Sgd(0.4), output()));
        assertThatThrownBy(() -> plateau.onEpochEnd(network(InputType.feedForward(3), new Sgd(0.4), output())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("A ReduceOnPlateau is for one network");
    }

    private static void assertBad(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(message);
    }
}
