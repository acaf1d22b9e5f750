package io.github.dl4jregularizers.augment;

import static io.github.dl4jregularizers.augment.ManifoldNetworks.HIDDEN;
import static io.github.dl4jregularizers.augment.ManifoldNetworks.batch;
import static io.github.dl4jregularizers.augment.ManifoldNetworks.network;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.reference.Reference;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Training with {@link ManifoldMixUp} against PyTorch; numbers of reference/manifold-mixup/generate.py. */
class ManifoldMixUpTest {

    private static final JsonNode REFERENCE = Reference.of("manifold-mixup");
    private static final DataType DOUBLE = DataType.DOUBLE;
    private static final long SEED = 2;

    /** Mixes the input or the layer "hidden". */
    private static final ManifoldMixUp MIXUP = new ManifoldMixUp(2, SEED).after(HIDDEN);

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of("dense", ManifoldNetworks.dense(DOUBLE), false),
                Arguments.of("convolution", ManifoldNetworks.convolution(CNN2DFormat.NCHW, DOUBLE), false),
                Arguments.of("convolution", ManifoldNetworks.convolution(CNN2DFormat.NHWC, DOUBLE), true));
    }

    private static Model mixing(MultiLayerConfiguration conf, boolean graph) {
        if (!graph) {
            return network(MIXUP.applyTo(conf));
        }
        ComputationGraph plain = network(conf).toComputationGraph();
        ComputationGraph mixing =
                new ComputationGraph(new ManifoldMixUp(2, SEED).after("0").applyTo(plain.getConfiguration()));
        mixing.init();
        return mixing;
    }

    @ParameterizedTest(name = "{0}, channels last {2}, graph {3}")
    @MethodSource("cases")
    void threeStepsEqualTorch(String topic, MultiLayerConfiguration conf, boolean channelsLast, boolean graph) {
        JsonNode values = REFERENCE.get(topic);
        Model network = mixing(conf, graph);
        assign(network, values.get("before"));
        INDArray features = Reference.array(values.get("features"), DOUBLE);
        DataSet batch = new DataSet(
                channelsLast ? features.permute(0, 2, 3, 1).dup() : features,
                Reference.array(REFERENCE.get("labels"), DOUBLE));
        for (JsonNode score : values.get("scores")) {
            fit(network, batch);
            assertThat(network.score()).isCloseTo(score.asDouble(), within(1e-12));
        }
        for (int i = 0; i < 4; i++) {
            String name = List.of("W0", "b0", "W1", "b1").get(i);
            assertWithin(
                    name,
                    1e-12,
                    parameter(network, i),
                    Reference.array(values.get("after").get(name), DOUBLE));
        }
    }

    static Stream<Arguments> cases() {
        return networks().flatMap(given -> Stream.of(false, true)
                .map(graph -> Arguments.of(given.get()[0], given.get()[1], given.get()[2], graph)));
    }

    private static void fit(Model network, DataSet batch) {
        if (network instanceof ComputationGraph) {
            ((ComputationGraph) network).fit(batch);
        } else {
            ((MultiLayerNetwork) network).fit(batch);
        }
    }

    private static void assign(Model network, JsonNode values) {
        for (int i = 0; i < 4; i++) {
            String name = List.of("W0", "b0", "W1", "b1").get(i);
            INDArray parameter = network.paramTable().get(key(network, i));
            parameter.assign(Reference.array(values.get(name), DOUBLE).reshape(parameter.shape()));
        }
    }

    private static INDArray parameter(Model network, int index) {
        INDArray parameter = network.paramTable().get(key(network, index));
        return index % 2 == 0 ? parameter : parameter.reshape(parameter.length());
    }

    /** The parameters in the order of the network: W and b of two layers. */
    private static String key(Model network, int index) {
        Map<String, INDArray> parameters = network.paramTable();
        String suffix = index % 2 == 0 ? "_W" : "_b";
        return parameters.keySet().stream()
                .filter(key -> key.endsWith(suffix))
                .skip(index / 2)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void drawsAreThoseOfTheReference() {
        for (int step = 0; step < REFERENCE.get("draws").size(); step++) {
            JsonNode expected = REFERENCE.get("draws").get(step);
            MixDraw draw = new MixDraw.Key(2, SEED, 2).at(step, 5);
            assertThat(draw.place()).isEqualTo(expected.get("place").asInt());
            assertThat(draw.share()).isEqualTo(expected.get("lambda").asDouble());
            assertThat(draw.partners())
                    .containsExactly(Stream.iterate(0, i -> i + 1)
                            .limit(5)
                            .mapToInt(i -> expected.get("partners").get(i).asInt())
                            .toArray());
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void gradientsAreExact(int iteration) {
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DOUBLE, DOUBLE);
        try {
            Nd4j.getRandom().setSeed(3);
            for (CNN2DFormat format : CNN2DFormat.values()) {
                boolean first = format == CNN2DFormat.NCHW;
                long[] features = first ? new long[] {5, 2, 3, 3} : new long[] {5, 3, 3, 2};
                checkGradient(ManifoldNetworks.convolution(format, DOUBLE), batch(DOUBLE, features, 5, 3), iteration);
            }
            // Channels last, DL4J's gradient of this network is wrong without mixing too.
            checkGradient(
                    ManifoldNetworks.segmentation(DOUBLE),
                    batch(DOUBLE, new long[] {5, 2, 3, 3}, 5, 3, 2, 2),
                    iteration);
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    private static void checkGradient(MultiLayerConfiguration conf, DataSet batch, int iteration) {
        MultiLayerNetwork network = (MultiLayerNetwork) mixing(conf, false);
        network.setIterationCount(iteration);
        boolean exact = GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                .net(network)
                .epsilon(1e-6)
                .maxRelError(1e-5)
                .minAbsoluteError(1e-9)
                .exitOnFirstError(true)
                .input(batch.getFeatures())
                .labels(batch.getLabels()));
        assertThat(exact).isTrue();
    }

    @Test
    void inferenceAndScoresOfTestDataAreThoseOfThePlainNetwork() {
        MultiLayerConfiguration conf = ManifoldNetworks.dense(DOUBLE);
        MultiLayerNetwork plain = network(conf);
        DataSet batch = batch(DOUBLE, new long[] {5, 4}, 5, 3);
        for (boolean graph : new boolean[] {false, true}) {
            Model mixing = mixing(conf, graph);
            mixing.setParams(plain.params());
            INDArray[] output = Network.of(mixing).output(new INDArray[] {batch.getFeatures()}, null, null);
            assertThat(output[0]).isEqualTo(plain.output(batch.getFeatures()));
        }
        MultiLayerNetwork mixing = (MultiLayerNetwork) mixing(conf, false);
        mixing.setParams(plain.params());
        assertThat(mixing.score(batch)).isEqualTo(plain.score(batch));
        assertThat(mixing.scoreExamples(batch, false)).isEqualTo(plain.scoreExamples(batch, false));
        assertThat(mixing.score(batch, true)).isNotCloseTo(plain.score(batch), within(1e-6));
    }

    @Test
    void aBatchOfOneIsNotMixed() {
        MultiLayerConfiguration conf = ManifoldNetworks.dense(DOUBLE);
        MultiLayerNetwork plain = network(conf);
        MultiLayerNetwork mixing = network(MIXUP.applyTo(conf));
        DataSet one = batch(DOUBLE, new long[] {1, 4}, 1, 3);
        plain.fit(one);
        mixing.fit(one);
        assertWithin("parameters", 1e-15, mixing.params(), plain.params());
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "HALF"})
    void otherTypesTrain(DataType type) {
        MultiLayerNetwork network = network(MIXUP.applyTo(ManifoldNetworks.dense(type)));
        ManifoldNetworks.batches(3, type).forEach(network::fit);
        assertThat(network.params().dataType()).isEqualTo(type);
        assertThat(network.params().isNaN().any()).isFalse();
    }

    @Test
    void placesAndSharesHaveTheirDistribution() {
        int draws = 20_000;
        int[] places = new int[4];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            MixDraw draw = new MixDraw.Key(2, 5, 4).at(i, 3);
            places[draw.place()]++;
            sum += draw.share();
            squares += draw.share() * draw.share();
        }
        // 5 standard errors: sqrt(.25 * .75 / n), sqrt(1 / (4 * 5 n)); variance of Beta(2, 2) is 1/20
        for (int count : places) {
            assertThat(count / (double) draws).isCloseTo(0.25, within(5 * Math.sqrt(0.1875 / draws)));
        }
        double mean = sum / draws;
        assertThat(mean).isCloseTo(0.5, within(5 * Math.sqrt(0.05 / draws)));
        assertThat(squares / draws - mean * mean).isCloseTo(0.05, within(0.003));
    }

    @Test
    void aFrozenPlaceIsRefusedInTraining() {
        MultiLayerNetwork trained = network(MIXUP.applyTo(ManifoldNetworks.dense(DOUBLE)));
        MultiLayerNetwork frozen =
                new TransferLearning.Builder(trained).setFeatureExtractor(2).build();
        DataSet batch = batch(DOUBLE, new long[] {5, 4}, 5, 3);
        frozen.setIterationCount(77);
        assertThatThrownBy(() -> frozen.fit(batch))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("mixed no features in iteration 77");
    }
}
