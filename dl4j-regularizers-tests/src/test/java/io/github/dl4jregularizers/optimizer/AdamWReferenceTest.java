package io.github.dl4jregularizers.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Fifty steps against {@code torch.optim.AdamW}; the numbers come from reference/adamw/generate.py. */
class AdamWReferenceTest {

    private static final JsonNode REFERENCE = Reference.of("adamw");

    static Stream<String> cases() {
        return StreamSupport.stream(REFERENCE.get("optimizer").get("cases").spliterator(), false)
                .map(node -> node.get("name").asText());
    }

    private static JsonNode optimizerCase(String name) {
        return StreamSupport.stream(REFERENCE.get("optimizer").get("cases").spliterator(), false)
                .filter(node -> node.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The update rule itself: DL4J subtracts what updater and decay leave in the gradient's array. */
    private static INDArray optimized(JsonNode settings, DataType type) {
        double lr = settings.get("lr").asDouble();
        BiasCorrectedAdam adam = new BiasCorrectedAdam(
                new StepSchedule(
                        ScheduleType.ITERATION, lr, settings.get("lr_rate").asDouble(), 10),
                0.9,
                0.999,
                settings.get("eps").asDouble());
        DecoupledWeightDecay decay = new DecoupledWeightDecay(
                new StepSchedule(
                        ScheduleType.ITERATION,
                        settings.get("wd").asDouble(),
                        settings.get("wd_rate").asDouble(),
                        10),
                !settings.get("independent").asBoolean());
        INDArray parameters = Reference.array(REFERENCE.get("optimizer").get("start"), type);
        INDArray gradients = Reference.array(REFERENCE.get("optimizer").get("gradients"), type)
                .muli(settings.get("scale").asDouble());
        GradientUpdater<?> updater = adam.instantiate(Nd4j.create(type, 1, 2 * parameters.length()), true);
        for (int t = 0; t < REFERENCE.get("steps").asInt(); t++) {
            INDArray update = gradients.getRow(t).dup();
            updater.applyUpdater(update, t, 0);
            decay.apply(parameters, update, adam.getLearningRate(t, 0), t, 0);
            parameters.subi(update);
        }
        return parameters;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theUpdateIsPyTorchsInDouble(String name) {
        JsonNode one = optimizerCase(name);
        INDArray expected = Reference.array(one.get("expected"), DataType.DOUBLE);
        assertThat(optimized(one.get("settings"), DataType.DOUBLE).toDoubleVector())
                .containsExactly(expected.toDoubleVector(), within(1e-12));
    }

    /**
     * In float the native operation computes 1 - beta2^t in float, with a relative error of 1.3e-5 in the first update.
     * The bound is 50 steps * lr 0.01 * 1e-5, plus rounding of numbers of size 1 in each step.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void theUpdateIsPyTorchsInFloatButForRounding(String name) {
        JsonNode one = optimizerCase(name);
        INDArray expected = Reference.array(one.get("expected"), DataType.DOUBLE);
        assertThat(optimized(one.get("settings"), DataType.FLOAT)
                        .castTo(DataType.DOUBLE)
                        .toDoubleVector())
                .containsExactly(expected.toDoubleVector(), within(50 * (0.01 * 1e-5 + 6e-8)));
    }

    /** Where epsilon matters, DL4J's Adam differs clearly: the reference distinguishes the two. */
    @Test
    void theTinyGradientsTellTheCorrectedEpsilonFromDl4js() {
        JsonNode none = optimizerCase("no decay").get("settings");
        INDArray start = Reference.array(REFERENCE.get("optimizer").get("start"), DataType.DOUBLE);
        INDArray gradient = Reference.array(
                        REFERENCE.get("optimizer").get("gradients").get(0), DataType.DOUBLE)
                .muli(1e-9);
        INDArray ours = gradient.dup();
        INDArray dl4js = gradient.dup();
        double lr = none.get("lr").asDouble();
        BiasCorrectedAdam adam = new BiasCorrectedAdam(lr, 0.9, 0.999, 1e-8);
        adam.instantiate(Nd4j.create(DataType.DOUBLE, 1, 2 * start.length()), true)
                .applyUpdater(ours, 0, 0);
        new org.nd4j.linalg.learning.config.Adam(lr)
                .instantiate(Nd4j.create(DataType.DOUBLE, 1, 2 * start.length()), true)
                .applyUpdater(dl4js, 0, 0);
        for (int i = 0; i < ours.length(); i++) {
            double g = gradient.getDouble(i);
            assertThat(ours.getDouble(i)).isCloseTo(lr * g / (Math.abs(g) + 1e-8), within(1e-14));
            assertThat(Math.abs(dl4js.getDouble(i))).isLessThan(Math.abs(ours.getDouble(i)) / 5);
        }
    }

    /** Networks made of one configuration each, the same as the functions of that name in adamw.py. */
    enum Network {
        NORMALIZED("normalized") {
            @Override
            Model build() {
                return network(base().list()
                        .layer(new DenseLayer.Builder()
                                .nOut(4)
                                .hasLayerNorm(true)
                                .activation(Activation.TANH)
                                .build())
                        .layer(new BatchNormalization.Builder().eps(1e-5).build())
                        .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build())
                        .setInputType(InputType.feedForward(3))
                        .build());
            }
        },
        RECURRENT("recurrent") {
            @Override
            Model build() {
                return network(base().list()
                        .layer(new LSTM.Builder()
                                .nOut(2)
                                .activation(Activation.TANH)
                                .build())
                        .layer(new RnnOutputLayer.Builder(LossFunction.MSE)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .build())
                        .setInputType(InputType.recurrent(3))
                        .build());
            }
        },
        BRANCHED("branched") {
            @Override
            Model build() {
                ComputationGraph graph = new ComputationGraph(ADAMW.applyTo(base().graphBuilder()
                        .addInputs("in")
                        .addLayer(
                                "a",
                                new DenseLayer.Builder()
                                        .nOut(4)
                                        .activation(Activation.TANH)
                                        .build(),
                                "in")
                        .addLayer(
                                "b",
                                new DenseLayer.Builder()
                                        .nOut(4)
                                        .activation(Activation.IDENTITY)
                                        .build(),
                                "in")
                        .addLayer(
                                "slope", new PReLULayer.Builder().inputShape(4).build(), "b")
                        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "slope")
                        .addLayer(
                                "out",
                                new OutputLayer.Builder(LossFunction.MSE)
                                        .nOut(2)
                                        .activation(Activation.IDENTITY)
                                        .build(),
                                "sum")
                        .setOutputs("out")
                        .setInputTypes(InputType.feedForward(3))
                        .build()));
                graph.init();
                return graph;
            }
        };

        private static final AdamW ADAMW =
                AdamW.builder().learningRate(1e-2).weightDecay(0.1).build();
        final JsonNode reference;

        Network(String key) {
            reference = REFERENCE.get(key);
        }

        abstract Model build();

        /** With a global weight decay, which DL4J registers twice and AdamW has to replace. */
        private static NeuralNetConfiguration.Builder base() {
            return new NeuralNetConfiguration.Builder()
                    .dataType(DataType.DOUBLE)
                    .weightDecay(0.5);
        }

        private static Model network(MultiLayerConfiguration conf) {
            MultiLayerNetwork network = new MultiLayerNetwork(ADAMW.applyTo(conf));
            network.init();
            return network;
        }
    }

    @ParameterizedTest
    @EnumSource
    void wholeNetworksLearnTheSameAsInPyTorch(Network network) {
        JsonNode reference = network.reference;
        Model model = network.build();
        DataSet data = new DataSet(
                Reference.array(reference.get("features"), DataType.DOUBLE),
                Reference.array(reference.get("labels"), DataType.DOUBLE));
        Map<String, INDArray> parameters = model.paramTable();
        for (Iterator<String> keys = reference.get("start").fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            INDArray parameter = parameters.get(key);
            parameter.assign(Reference.array(reference.get("start").get(key), DataType.DOUBLE)
                    .reshape(parameter.shape()));
        }
        for (int t = 0; t < REFERENCE.get("steps").asInt(); t++) {
            fit(model, data);
            if (t == 0) {
                assertThat(model.score())
                        .as("score without decay")
                        .isCloseTo(reference.get("scores").get(0).asDouble(), within(1e-12));
            }
        }
        for (Iterator<String> keys = reference.get("expected").fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            assertThat(parameters.get(key).ravel().toDoubleVector())
                    .as(key)
                    .containsExactly(
                            Reference.array(reference.get("expected").get(key), DataType.DOUBLE)
                                    .ravel()
                                    .toDoubleVector(),
                            within(1e-12));
        }
    }

    private static void fit(Model model, DataSet data) {
        if (model instanceof ComputationGraph) {
            ((ComputationGraph) model).fit(data);
        } else {
            ((MultiLayerNetwork) model).fit(data);
        }
    }
}
