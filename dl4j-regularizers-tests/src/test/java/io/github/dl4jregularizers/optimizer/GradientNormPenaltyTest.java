package io.github.dl4jregularizers.optimizer;

import static io.github.dl4jregularizers.averaging.SmallNetworks.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The penalty's gradient against PyTorch's double backward pass, and its two passes against those of SAM. */
class GradientNormPenaltyTest {

    private static final JsonNode TORCH = Reference.of("gradient-norm");

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(1))
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(3)
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        network.paramTable()
                .forEach((key, value) ->
                        value.assign(Reference.array(TORCH.get("parameters").get(key), DataType.DOUBLE)
                                .reshape(value.shape())));
        return network;
    }

    private static DataSet data() {
        return new DataSet(
                Reference.array(TORCH.get("features"), DataType.DOUBLE),
                Reference.array(TORCH.get("labels"), DataType.DOUBLE));
    }

    @Test
    void theStepIsThatOfTorch() {
        MultiLayerNetwork network = network();
        double lambda = TORCH.get("lambda").asDouble();
        network.setListeners(new GradientNormPenalty(lambda).withStep(1e-5));
        network.fit(data());
        Map<String, INDArray> after = network.paramTable();
        network().paramTable().forEach((key, before) -> {
            double[] found = values(before.sub(after.get(key)));
            double[] expected = values(Reference.array(TORCH.get("gradients").get(key), DataType.DOUBLE));
            assertThat(found).containsExactly(expected, within(1e-5));
        });
        assertThat(network.score()).isCloseTo(TORCH.get("score").asDouble(), within(1e-9));
    }

    /** With noise and BatchNorm, g and h are those of a plain step and of a step of SAM from the same generator. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theTwoPassesAreThoseOfSam(boolean isGraph) {
        double step = 0.05;
        double lambda = 0.2;
        DataSet data = SharpnessAwareMinimizationTest.flat();
        TrainedChain plain = chain(isGraph);
        TrainedChain sam = chain(isGraph);
        TrainedChain penalty = chain(isGraph);
        INDArray beginning = plain.model().params().dup();
        double[] start = values(beginning);
        sam.model().addListeners(new SharpnessAwareMinimization(step));
        penalty.model().addListeners(new GradientNormPenalty(lambda).withStep(step));
        long[] generator = null;
        for (TrainedChain chain : new TrainedChain[] {sam, penalty, plain}) {
            Nd4j.getRandom().setSeed(5);
            chain.fit(data); // from then on, both passes of a step start where the step before ended
            chain.model().params().assign(beginning);
            generator = generator == null ? TrainedChain.generator() : generator;
            Nd4j.getRandom().setStates(generator[0], generator[1]);
            chain.fit(data);
        }
        Map<String, INDArray> ofPlain = plain.model().paramTable();
        Map<String, INDArray> ofSam = sam.model().paramTable();
        Map<String, INDArray> found = penalty.model().paramTable();
        INDArray before = Nd4j.createFromArray(start);
        INDArray difference =
                before.sub(plain.model().params().reshape(start.length)).divi(TrainedChain.RATE);
        double squares = 0;
        long at = 0;
        for (Map.Entry<String, INDArray> one : ofPlain.entrySet()) {
            long length = one.getValue().length();
            long offset = one.getValue().offset() - plain.model().params().offset();
            for (long i = offset; i < offset + length && !isStatistic(one.getKey()); i++) {
                squares += Math.pow(difference.getDouble(i), 2);
            }
            at += length;
        }
        assertThat(at).isEqualTo(start.length);
        double factor = 2 * lambda * Math.sqrt(squares) / step;
        for (String key : found.keySet()) {
            INDArray expected = isStatistic(key)
                    ? ofPlain.get(key)
                    : ofPlain.get(key).add(ofSam.get(key).sub(ofPlain.get(key)).mul(factor));
            assertThat(values(found.get(key))).containsExactly(values(expected), within(1e-10));
        }
        assertThat(penalty.model().score()).isCloseTo(plain.model().score() + lambda * squares, within(1e-10));
    }

    /** A new network, as copies of a graph share one list of listeners. */
    private static TrainedChain chain(boolean isGraph) {
        return TrainedChain.of(
                isGraph,
                WorkspaceMode.ENABLED,
                SharpnessAwareMinimizationTest.FLAT,
                SharpnessAwareMinimizationTest.dense());
    }

    private static boolean isStatistic(String key) {
        return key.endsWith("_mean") || key.endsWith("_var");
    }

    @Test
    void refusesBadArguments() {
        assertThatThrownBy(() -> new GradientNormPenalty(0)).hasMessageContaining("lambda must be finite and > 0");
        assertThatThrownBy(() -> new GradientNormPenalty(1).withStep(Double.NaN))
                .hasMessageContaining("step must be finite and > 0, but was NaN");
    }
}
