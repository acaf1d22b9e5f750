package io.github.dl4jregularizers.semisupervised;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.loss.SampleWeightedLoss;
import io.github.dl4jregularizers.reference.Reference;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Scores and gradients of joint batches against PyTorch's; numbers of reference/semi-supervised/generate.py. */
class SemiSupervisedReferenceTest {

    private static final JsonNode REFERENCE = Reference.of("semi-supervised");
    private static final double TOLERANCE = 1e-12;

    private static MultiLayerNetwork network(ILossFunction... losses) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(4)
                        .nOut(5)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new BatchNormalization.Builder()
                        .useLogStd(false)
                        .nIn(5)
                        .nOut(5)
                        .build())
                .layer(new ActivationLayer(Activation.RELU))
                .layer(new OutputLayer.Builder(new SampleWeightedLoss(losses))
                        .nIn(5)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        return network;
    }

    private static void assign(Model network, JsonNode values) {
        Map<String, INDArray> parameters = network.paramTable();
        for (Iterator<String> keys = values.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            INDArray parameter = parameters.get(key);
            parameter.assign(Reference.array(values.get(key), DataType.DOUBLE).reshape(parameter.shape()));
        }
    }

    private static INDArray array(String name) {
        return Reference.array(REFERENCE.get(name), DataType.DOUBLE);
    }

    private static DataSetIterator labeled() {
        return new ListOfBatches(List.of(new DataSet(array("labeled"), array("labels"))));
    }

    private static DataSetIterator unlabeled() {
        return new ListOfBatches(List.of(new DataSet(array("unlabeled"), null)));
    }

    private static DataSetPreProcessor times(double factor) {
        return batch -> batch.getFeatures().muli(factor);
    }

    static Stream<Arguments> networks() {
        return Stream.of("fixMatch", "pseudoLabels", "meanTeacher")
                .flatMap(topic -> Stream.of(Arguments.of(topic, false), Arguments.of(topic, true)));
    }

    @ParameterizedTest(name = "{0}, graph {1}")
    @MethodSource("networks")
    void equalsTorch(String topic, boolean graph) {
        assertThat(REFERENCE.get(topic)).hasSizeGreaterThan(1);
        for (JsonNode values : REFERENCE.get(topic)) {
            MultiLayerNetwork sequence = topic.equals("meanTeacher")
                    ? network(new LabelSmoothingLoss(0), new LossMSE())
                    : network(new LabelSmoothingLoss(0));
            Model network = graph ? sequence.toComputationGraph() : sequence;
            JointBatches batches = batches(topic, network, values);
            assign(network, REFERENCE.get("student"));
            assertEqual(network, batches.next(), values);
            if (topic.equals("fixMatch")) {
                assertThat(((FixMatch) batches).acceptedShare())
                        .isCloseTo(values.get("accepted").asDouble(), within(1e-6));
            }
            assertThat(batches.hasNext()).isFalse();
        }
    }

    private static JointBatches batches(String topic, Model network, JsonNode values) {
        double weight = values.get("weight").asDouble();
        switch (topic) {
            case "fixMatch":
                assign(network, REFERENCE.get("student"));
                return FixMatch.of(network, labeled(), unlabeled(), times(1.1), batch -> batch.getFeatures()
                                .muli(0.5)
                                .addi(0.3))
                        .withThreshold(values.get("threshold").asDouble())
                        .withWeight(weight);
            case "pseudoLabels":
                return PseudoLabels.of(network, labeled(), unlabeled()).withWeight(new FixedSchedule(weight));
            default:
                ExponentialMovingAverage teacher = new ExponentialMovingAverage(0.75);
                Network.of(network).setListeners(List.of(teacher));
                assign(network, REFERENCE.get("before"));
                teacher.iterationDone(network, 0, 0);
                assign(network, REFERENCE.get("student"));
                teacher.iterationDone(network, 1, 0);
                AtomicInteger calls = new AtomicInteger();
                return MeanTeacher.of(network, teacher, labeled(), unlabeled(), batch -> batch.getFeatures()
                                .muli(calls.getAndIncrement() < 2 ? 1.1 : 0.9))
                        .withWeight(new FixedSchedule(weight));
        }
    }

    private static void assertEqual(Model network, DataSet batch, JsonNode values) {
        Network view = Network.of(network);
        view.initializeGradients();
        INDArray before = network.params().dup();
        view.pass(batch.getFeatures(), batch.getLabels(), null, null);
        double score = values.get("score").asDouble();
        assertThat(network.score()).isCloseTo(score, within(TOLERANCE * Math.max(1, score)));
        assertThat(network.params()).isEqualTo(before);
        JsonNode gradients = values.get("gradients");
        assertThat(gradients).hasSize(6);
        for (Iterator<String> keys = gradients.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            INDArray actual = network.gradient().getGradientFor(key).div(batch.numExamples());
            INDArray expected =
                    Reference.array(gradients.get(key), DataType.DOUBLE).reshape(actual.shape());
            assertWithin(key, TOLERANCE * Math.max(1, score), actual, expected);
        }
    }
}
