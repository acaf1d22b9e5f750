package io.github.dl4jregularizers.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.GaussianNoise;
import io.github.dl4jregularizers.reference.Reference;
import io.github.dl4jregularizers.weightnoise.GivenDraws;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Outputs and gradients of noise on states against PyTorch's autograd; segments, time steps and input dropout. */
class StateNoiseTest {

    private static final LayerWorkspaceMgr MEMORY = LayerWorkspaceMgr.noWorkspaces();

    static Stream<Arguments> cases() {
        return StreamSupport.stream(Reference.of("recurrent-noise").get("cases").spliterator(), false)
                .flatMap(values -> Stream.of(DataType.FLOAT, DataType.DOUBLE).flatMap(type -> Stream.of(
                                RNNFormat.values())
                        .map(format -> Arguments.of(
                                values.get("name").asText() + " " + type + " " + format, values, type, format))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void equalsTorch(String name, JsonNode values, DataType type, RNNFormat format) {
        GivenDraws draws =
                new GivenDraws(StreamSupport.stream(values.get("draws").spliterator(), false)
                        .map(draw -> Reference.array(draw, type))
                        .toArray(INDArray[]::new));
        org.deeplearning4j.nn.api.Layer layer = layer(values, type, format, draws);
        layer.setMaskArray(Reference.array(values.get("stepMask"), type));
        boolean isTraining = !values.get("noise").asText().endsWith("Inference");
        INDArray input = inFormat(Reference.array(values.get("input"), type), format);

        layer.setInput(input, MEMORY);
        INDArray output = layer.activate(isTraining, MEMORY);
        assertClose("output", inFormat(output, format), values.get("output"));
        Pair<Gradient, INDArray> gradients =
                layer.backpropGradient(inFormat(Reference.array(values.get("outputGradient"), type), format), MEMORY);

        assertThat(draws.areUsedUp()).as("draws used up").isTrue();
        assertClose("input gradient", inFormat(gradients.getSecond(), format), values.get("inputGradient"));
        values.get("gradients")
                .fields()
                .forEachRemaining(expected -> assertClose(
                        "gradient of " + expected.getKey(),
                        gradients.getFirst().getGradientFor(expected.getKey()),
                        expected.getValue()));
    }

    private static org.deeplearning4j.nn.api.Layer layer(
            JsonNode values, DataType type, RNNFormat format, GivenDraws draws) {
        boolean isLstm = values.get("layer").asText().equals("LSTM");
        DropRate rate = DropRate.of(values.get("rate").asDouble());
        Layer plain = isLstm
                ? new LSTM.Builder().nIn(3).nOut(4).dataFormat(format).build()
                : new SimpleRnn.Builder().nIn(3).nOut(4).dataFormat(format).build();
        Layer noisy = values.get("noise").asText().equals("recurrentDropout")
                ? new RecurrentDropout(rate, plain).withNoise(draws)
                : new Zoneout.Builder(plain)
                        .hidden(rate)
                        .cell(DropRate.of(values.get("cellRate").asDouble()))
                        .build()
                        .withNoise(draws);
        MultiLayerNetwork network = network(type, noisy);
        values.get("parameters")
                .fields()
                .forEachRemaining(parameter ->
                        network.setParam("0_" + parameter.getKey(), Reference.array(parameter.getValue(), type)));
        return network.getLayer(0);
    }

    private static MultiLayerNetwork network(DataType type, Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(type)
                .seed(3)
                .updater(new NoOp())
                .activation(Activation.TANH)
                .list(layers)
                .build());
        network.init();
        network.initGradientsView();
        return network;
    }

    private static INDArray inFormat(INDArray sequences, RNNFormat format) {
        return format == RNNFormat.NWC ? sequences.permute(0, 2, 1) : sequences;
    }

    private static void assertClose(String what, INDArray actual, JsonNode expected) {
        INDArray array = Reference.array(expected, actual.dataType());
        double tolerance = actual.dataType() == DataType.DOUBLE ? 1e-12 : 2e-5;
        assertThat(actual.reshape(array.shape()).distance2(array)).as(what).isLessThan(tolerance);
    }

    /** The second segment uses the mask of the first, so that both equal one pass over the sequence. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void segmentsShareTheMask(boolean isLstm) {
        RecurrentDropout noisy = new RecurrentDropout(DropRate.of(0.5), plain(isLstm));
        INDArray mask = Nd4j.rand(DataType.DOUBLE, 2, 4);
        INDArray input = Nd4j.rand(DataType.DOUBLE, 2, 3, 6);
        MultiLayerNetwork whole = network(DataType.DOUBLE, noisy.withNoise(new GivenDraws(mask)));
        INDArray expected = whole.getLayer(0).activate(input, true, MEMORY);
        MultiLayerNetwork parts = network(DataType.DOUBLE, noisy.withNoise(new GivenDraws(mask)));
        RecurrentLayer layer = (RecurrentLayer) parts.getLayer(0);
        for (int start = 0; start < 6; start += 2) {
            INDArray segment = steps(input, start, start + 2);
            INDArray output = layer.rnnActivateUsingStoredState(segment, true, true, MEMORY);
            assertThat(output.distance2(steps(expected, start, start + 2))).isLessThan(1e-13);
        }
    }

    /** A truncated pass over all steps is a whole one; over fewer, later steps have the same input gradient. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesBackTheGivenNumberOfSteps(boolean isLstm) {
        MultiLayerNetwork network = network(DataType.DOUBLE, new Zoneout(DropRate.of(0.4), plain(isLstm)));
        RecurrentLayer layer = (RecurrentLayer) network.getLayer(0);
        layer.activate(Nd4j.rand(DataType.DOUBLE, 2, 3, 6), true, MEMORY);
        INDArray gradient = Nd4j.rand(DataType.DOUBLE, 2, 4, 6);
        INDArray whole = layer.backpropGradient(gradient, MEMORY).getSecond().dup();
        INDArray weights = layer.getGradientsViewArray().dup();
        assertThat(layer.tbpttBackpropGradient(gradient, 6, MEMORY).getSecond()).isEqualTo(whole);
        assertThat(layer.getGradientsViewArray()).isEqualTo(weights);
        INDArray part = layer.tbpttBackpropGradient(gradient, 2, MEMORY).getSecond();
        assertThat(steps(part, 4, 6)).isEqualTo(steps(whole, 4, 6));
        assertThat(steps(part, 0, 4).norm1Number().doubleValue()).isZero();
        assertThat(layer.getGradientsViewArray()).isNotEqualTo(weights);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void zoneoutPredictsStepByStep(boolean isLstm) {
        MultiLayerNetwork network = network(DataType.DOUBLE, new Zoneout(DropRate.of(0.4), plain(isLstm)), output());
        INDArray input = Nd4j.rand(DataType.DOUBLE, 2, 3, 6);
        INDArray expected = network.output(input);
        for (int step = 0; step < 6; step++) {
            INDArray now = network.rnnTimeStep(steps(input, step, step + 1));
            assertThat(now.distance2(steps(expected, step, step + 1))).isLessThan(1e-13);
        }
    }

    /** Two segments of three steps: training moves the parameters, and the states do not survive the batch. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void trainsWithTruncatedBackpropagation(boolean isLstm) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(4)
                .updater(new Adam(0.02))
                .list()
                .layer(new RecurrentDropout(DropRate.of(0.3), plain(isLstm)))
                .layer(new Zoneout(
                        DropRate.of(0.2), new LSTM.Builder().nIn(4).nOut(4).build()))
                .layer(output())
                .setInputType(InputType.recurrent(3))
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(3)
                .build());
        network.init();
        DataSet batch = new DataSet(Nd4j.rand(2, 3, 6), labels(6).castTo(DataType.FLOAT));
        double before = network.score(batch);
        for (int i = 0; i < 100; i++) {
            network.fit(batch);
        }
        assertThat(network.getIterationCount()).isEqualTo(200);
        assertThat(network.score(batch)).isLessThan(0.95 * before);
        network.fit(new DataSet(Nd4j.rand(5, 3, 3), Nd4j.ones(5, 2, 3).divi(2)));
    }

    /** The dropout of the underlying layer applies to its input, in training only. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inputDropoutHasExactGradients(boolean isLstm) {
        BaseRecurrentLayer plain = (BaseRecurrentLayer) plain(isLstm);
        plain.setIDropout(new GaussianNoise(0.5));
        Layer below = new SimpleRnn.Builder().nIn(3).nOut(3).build();
        MultiLayerNetwork network =
                network(DataType.DOUBLE, below, new RecurrentDropout(DropRate.of(0.3), plain), output());
        INDArray input = Nd4j.rand(DataType.DOUBLE, 2, 3, 4);
        assertThat(network.output(input, false)).isEqualTo(network.output(input, false));
        Nd4j.getRandom().setSeed(5);
        INDArray noisy = network.output(input, true);
        assertThat(noisy).isNotEqualTo(network.output(input, false));
        DataType before = Nd4j.dataType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        try {
            assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                            .net(network)
                            .input(input)
                            .labels(labels(4))
                            .callEachIter(net -> Nd4j.getRandom().setSeed(7))
                            .exitOnFirstError(false)
                            .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)))
                    .isTrue();
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    @Test
    void rateOfZeroIsTheUnderlyingLayer() {
        INDArray input = Nd4j.rand(DataType.DOUBLE, 2, 3, 6);
        MultiLayerNetwork plain = network(DataType.DOUBLE, plain(true));
        for (Layer without :
                new Layer[] {new RecurrentDropout(DropRate.of(0), plain(true)), new Zoneout(DropRate.of(0), plain(true))
                }) {
            MultiLayerNetwork network = network(DataType.DOUBLE, without);
            assertThat(network.output(input, true)).isEqualTo(plain.output(input, true));
        }
        assertThat(new RecurrentDropout(DropRate.of(0), plain(true)).draws()).isFalse();
        assertThat(new Zoneout(DropRate.of(0), plain(true)).draws()).isFalse();
    }

    private static Layer plain(boolean isLstm) {
        return isLstm
                ? new LSTM.Builder().nIn(3).nOut(4).build()
                : new SimpleRnn.Builder().nIn(3).nOut(4).build();
    }

    private static Layer output() {
        return new RnnOutputLayer.Builder()
                .nIn(4)
                .nOut(2)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static INDArray labels(int steps) {
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, 2, 2, steps);
        for (int step = 0; step < steps; step++) {
            labels.putScalar(new long[] {0, step % 2, step}, 1);
            labels.putScalar(new long[] {1, (step + 1) % 2, step}, 1);
        }
        return labels;
    }

    private static INDArray steps(INDArray sequences, int from, int to) {
        return sequences
                .get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(from, to))
                .dup();
    }
}
