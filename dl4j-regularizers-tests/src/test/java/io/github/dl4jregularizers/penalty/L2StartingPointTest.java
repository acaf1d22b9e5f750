package io.github.dl4jregularizers.penalty;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.optimizer.BiasCorrectedAdam;
import io.github.dl4jregularizers.reference.Reference;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.shade.jackson.databind.JsonNode;

/** L2-SP against {@code torch.optim}: numbers of reference/starting-point/generate.py. */
class L2StartingPointTest {

    private static final JsonNode REFERENCE = Reference.of("starting-point");

    @TempDir
    private Path directory;

    static Stream<String> optimizers() {
        return StreamSupport.stream(REFERENCE.get("cases").spliterator(), false)
                .map(one -> one.get("optimizer").asText());
    }

    private static IUpdater updater(String name) {
        switch (name) {
            case "sgd":
                return new Sgd(0.1);
            case "nesterov":
                return new Nesterovs(0.05, 0.9);
            default:
                return new BiasCorrectedAdam(0.05, 0.9, 0.999, 1e-8);
        }
    }

    private static MultiLayerConfiguration configuration(DataType type, IUpdater updater) {
        return new NeuralNetConfiguration.Builder()
                .dataType(type)
                .updater(updater)
                .activation(Activation.TANH)
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(4).build())
                .layer(new DenseLayer.Builder().nIn(4).nOut(4).build())
                .layer(new OutputLayer.Builder(new LossMCXENT())
                        .nIn(4)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .name("out")
                        .build())
                .build();
    }

    private static <M extends Model> M initialized(M network, String values) {
        network.init();
        assign(network, REFERENCE.get(values));
        return network;
    }

    private static void assign(Model network, JsonNode values) {
        for (Map.Entry<String, INDArray> entry : network.paramTable().entrySet()) {
            JsonNode value = values.get(entry.getKey().replace("out_", "2_"));
            entry.getValue()
                    .assign(Reference.array(value, DataType.DOUBLE)
                            .reshape(entry.getValue().shape()));
        }
    }

    private static L2StartingPoint penalty(Model pretrained) {
        return L2StartingPoint.of(pretrained, REFERENCE.get("coefficient").asDouble())
                .exclude((layer, parameter) -> layer.equals("out"));
    }

    private static DataSet batch(DataType type) {
        return new DataSet(
                Reference.array(REFERENCE.get("features"), type), Reference.array(REFERENCE.get("labels"), type));
    }

    private static void assertEqual(Model network, JsonNode expected, double tolerance) {
        for (Iterator<String> keys = expected.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            INDArray actual = network.paramTable().get(key);
            assertWithin(
                    key,
                    tolerance,
                    actual.castTo(DataType.DOUBLE),
                    Reference.array(expected.get(key), DataType.DOUBLE).reshape(actual.shape()));
        }
    }

    private static JsonNode reference(String optimizer) {
        return StreamSupport.stream(REFERENCE.get("cases").spliterator(), false)
                .filter(one -> one.get("optimizer").asText().equals(optimizer))
                .findFirst()
                .orElseThrow();
    }

    /** The network is saved and restored halfway, and the pretrained one changes after the penalty was made. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void trainsAsPyTorchDoes(String optimizer) throws IOException {
        for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
            double tolerance = type == DataType.DOUBLE ? 1e-12 : optimizer.equals("adam") ? 1e-4 : 3e-6;
            MultiLayerConfiguration conf = configuration(type, updater(optimizer));
            MultiLayerNetwork pretrained = initialized(new MultiLayerNetwork(conf.clone()), "start");
            L2StartingPoint penalty = penalty(pretrained);
            pretrained.params().assign(7);
            MultiLayerNetwork network = initialized(new MultiLayerNetwork(penalty.applyTo(conf)), "initial");
            JsonNode values = reference(optimizer);
            for (int t = 0; t < 5; t++) {
                assertThat(network.score(batch(type), true))
                        .isCloseTo(values.get("scores").get(t).asDouble(), within(10 * tolerance));
                network.fit(batch(type));
                if (t == 2) {
                    File file = directory.resolve(optimizer + type + ".zip").toFile();
                    ModelSerializer.writeModel(network, file, true);
                    network = ModelSerializer.restoreMultiLayerNetwork(file);
                }
            }
            assertEqual(network, values.get("expected"), tolerance);
        }
    }

    @Test
    void worksInAGraph() {
        ComputationGraphConfiguration conf = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1))
                .activation(Activation.TANH)
                .graphBuilder()
                .addInputs("in")
                .addLayer("0", new DenseLayer.Builder().nIn(4).nOut(4).build(), "in")
                .addLayer("1", new DenseLayer.Builder().nIn(4).nOut(4).build(), "0")
                .addLayer(
                        "out",
                        new OutputLayer.Builder(new LossMCXENT())
                                .nIn(4)
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "1")
                .setOutputs("out")
                .build();
        ComputationGraph pretrained = initialized(new ComputationGraph(conf.clone()), "start");
        ComputationGraph network =
                initialized(new ComputationGraph(penalty(pretrained).applyTo(conf)), "initial");
        for (int t = 0; t < 5; t++) {
            network.fit(batch(DataType.DOUBLE));
        }
        JsonNode expected = reference("sgd").get("expected");
        for (String key : new String[] {"0_W", "0_b", "1_W", "1_b"}) {
            INDArray actual = network.paramTable().get(key);
            assertWithin(
                    key,
                    1e-12,
                    actual,
                    Reference.array(expected.get(key), DataType.DOUBLE).reshape(actual.shape()));
        }
    }

    /** An LSTM with as many inputs as units has two weights of one length. */
    @Test
    void weightsOfOneLengthHaveTheirOwnStartingPoints() {
        MultiLayerConfiguration conf = recurrent(DataType.DOUBLE);
        MultiLayerNetwork pretrained = new MultiLayerNetwork(conf.clone());
        pretrained.init();
        pretrained
                .params()
                .assign(Nd4j.randn(DataType.DOUBLE, pretrained.params().shape()));
        MultiLayerNetwork network =
                new MultiLayerNetwork(L2StartingPoint.of(pretrained, 2).applyTo(conf));
        network.init(pretrained.params(), true);
        DataSet sequence = new DataSet(Nd4j.rand(DataType.DOUBLE, 2, 3, 4), Nd4j.rand(DataType.DOUBLE, 2, 2, 4));
        double without = pretrained.score(sequence, true);
        assertThat(network.score(sequence, true)).isCloseTo(without, within(1e-12));

        network.getParam("0_W").putScalar(0, 5, network.getParam("0_W").getDouble(0, 5) + 1);
        network.getParam("0_RW").putScalar(2, 1, network.getParam("0_RW").getDouble(2, 1) - 2);
        pretrained.setParams(network.params());
        assertThat(network.score(sequence, true) - pretrained.score(sequence, true))
                .isCloseTo(1 + 4, within(1e-10));
        network.fit(sequence);
        pretrained.fit(sequence);
        INDArray pull = network.params().sub(pretrained.params());
        assertThat(pull.norm1Number().doubleValue()).isCloseTo(0.1 * (2 * 1 + 2 * 2), within(1e-10));
    }

    private static MultiLayerConfiguration recurrent(DataType type) {
        return new NeuralNetConfiguration.Builder()
                .dataType(type)
                .updater(new Sgd(0.1))
                .list()
                .layer(new LSTM.Builder().nIn(3).nOut(3).build())
                .layer(new RnnOutputLayer.Builder(new LossMSE())
                        .nIn(3)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .build();
    }

    @Test
    void halfPrecisionTrainsAndRefusesWeightsOfOneLength() {
        MultiLayerConfiguration conf = configuration(DataType.FLOAT16, new Sgd(0.1));
        MultiLayerNetwork pretrained = initialized(new MultiLayerNetwork(conf.clone()), "start");
        MultiLayerNetwork network =
                initialized(new MultiLayerNetwork(penalty(pretrained).applyTo(conf)), "initial");
        for (int t = 0; t < 5; t++) {
            network.fit(batch(DataType.FLOAT16));
        }
        assertEqual(network, reference("sgd").get("expected"), 1e-2);

        MultiLayerConfiguration ambiguous = recurrent(DataType.FLOAT16);
        MultiLayerNetwork lstm = new MultiLayerNetwork(ambiguous.clone());
        lstm.init();
        assertThatThrownBy(() -> L2StartingPoint.of(lstm, 1).applyTo(ambiguous))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of different lengths in half precision");
    }

    @Test
    void newLayersMustBeExcluded() {
        MultiLayerNetwork pretrained =
                initialized(new MultiLayerNetwork(configuration(DataType.DOUBLE, new NoOp())), "start");
        MultiLayerConfiguration other = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(5).build())
                .validateOutputLayerConfig(false)
                .build();
        assertThatThrownBy(() -> L2StartingPoint.of(pretrained, 1).applyTo(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("starting point of parameter W must be of shape [4, 5] in the pretrained network"
                        + " (exclude new layers), but was [4, 4]");
    }

    @Test
    void aSecondStartingPointReplacesTheFirst() {
        MultiLayerConfiguration conf = configuration(DataType.DOUBLE, new Sgd(0.1));
        MultiLayerNetwork wrong = initialized(new MultiLayerNetwork(conf.clone()), "initial");
        MultiLayerNetwork pretrained = initialized(new MultiLayerNetwork(conf.clone()), "start");
        MultiLayerConfiguration twice =
                penalty(pretrained).applyTo(penalty(wrong).applyTo(conf));
        MultiLayerNetwork network = initialized(new MultiLayerNetwork(twice), "initial");
        assertThat(network.score(batch(DataType.DOUBLE), true))
                .isCloseTo(reference("sgd").get("scores").get(0).asDouble(), within(1e-11));
    }
}
