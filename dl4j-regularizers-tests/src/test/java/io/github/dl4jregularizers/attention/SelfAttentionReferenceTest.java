package io.github.dl4jregularizers.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Outputs and gradients against PyTorch. Outputs against DL4J's layer, without dropout and with a key in each sequence.
 * (DL4J 1.0.0-M2.1 doubles the gradients.)
 */
class SelfAttentionReferenceTest {

    /** A mask that is given, for one array of its shape. */
    private static final class GivenMask implements NoiseSource {

        private final INDArray mask;

        GivenMask(INDArray mask) {
            this.mask = mask;
        }

        @Override
        public void bernoulli(INDArray out, double retainProbability) {
            assertThat(out.shape()).as("one draw for each attention weight").isEqualTo(mask.shape());
            out.assign(mask);
        }

        @Override
        public void gaussian(INDArray out, double mean, double standardDeviation) {
            throw new AssertionError("the mask is 0 or 1");
        }

        @Override
        public void uniform(INDArray out, double from, double to) {
            throw new AssertionError("the mask is 0 or 1");
        }

        @Override
        public double nextDouble() {
            throw new AssertionError("the mask has many draws");
        }
    }

    static List<Arguments> torch() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode values : Reference.of("attention").get("cases")) {
            for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
                for (RNNFormat format : RNNFormat.values()) {
                    cases.add(Arguments.of(values.get("name").asText(), type, format, values));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("torch")
    void equalsTorch(String name, DataType type, RNNFormat format, JsonNode values) {
        INDArray input = Reference.array(values.get("input"), type);
        INDArray expected = Reference.array(values.get("output"), type);
        SelfAttentionWithDropout.Builder builder = new SelfAttentionWithDropout.Builder()
                .dropRate(DropRate.of(values.get("dropRate").asDouble()))
                .dataFormat(format)
                .nIn(input.size(1));
        if (values.get("size").asInt() > 0) {
            builder.projectInput(true)
                    .nHeads(values.get("heads").asInt())
                    .headSize(values.get("size").asInt())
                    .nOut(expected.size(1));
        }
        GivenMask mask = new GivenMask(Reference.array(values.get("retained"), type));
        Layer layer = layer(builder.build().withNoise(mask), type);
        values.get("parameters").fields().forEachRemaining(entry -> layer.getParam(entry.getKey())
                .assign(Reference.array(entry.getValue(), type)));
        layer.feedForwardMaskArray(Reference.array(values.get("mask"), type), MaskState.Active, 3);

        LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
        assertClose("output", layer.activate(in(format, input), true, none), in(format, expected));
        INDArray above = in(format, Reference.array(values.get("outputGradient"), type));
        Pair<Gradient, INDArray> backward = layer.backpropGradient(above, none);
        INDArray inputGradient = Reference.array(values.get("inputGradient"), type);
        assertClose("input gradient", backward.getSecond(), in(format, inputGradient));
        Map<String, INDArray> gradients = backward.getFirst().gradientForVariable();
        assertThat(gradients).hasSize(values.get("parameterGradients").size());
        gradients.forEach((key, gradient) -> assertClose(
                "gradient of " + key,
                gradient,
                Reference.array(values.get("parameterGradients").get(key), type)));
    }

    @Test
    void equalsTorchsMultiheadAttentionWithPadding() {
        JsonNode values = Reference.of("attention").get("multiheadAttention");
        INDArray input = Reference.array(values.get("input"), DataType.DOUBLE);
        int units = (int) input.size(2);
        int heads = values.get("heads").asInt();
        Layer layer = layer(
                new SelfAttentionWithDropout.Builder()
                        .dropRate(DropRate.of(0.5))
                        .dataFormat(RNNFormat.NWC)
                        .projectInput(true)
                        .nHeads(heads)
                        .nIn(units)
                        .nOut(units)
                        .build(),
                DataType.DOUBLE);
        INDArray packed = Reference.array(values.get("packedProjection"), DataType.DOUBLE);
        String[] keys = {"Wq", "Wk", "Wv"};
        for (int i = 0; i < keys.length; i++) {
            INDArray rows = packed.get(NDArrayIndex.interval(i * units, (i + 1) * units), NDArrayIndex.all());
            layer.getParam(keys[i]).assign(rows.reshape('c', heads, units / heads, units));
        }
        layer.getParam("Wo")
                .assign(Reference.array(values.get("outputProjection"), DataType.DOUBLE)
                        .transpose());
        layer.feedForwardMaskArray(Reference.array(values.get("mask"), DataType.DOUBLE), MaskState.Active, 3);
        INDArray output = layer.activate(input, false, LayerWorkspaceMgr.noWorkspaces());
        assertClose("output", output, Reference.array(values.get("output"), DataType.DOUBLE));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void equalsTheLayerOfDl4jWithoutDropout(boolean project, boolean masked) {
        int units = 6;
        SelfAttentionLayer.Builder theirs = new SelfAttentionLayer.Builder()
                .nIn(units)
                .nOut(units)
                .nHeads(project ? 2 : 1)
                .projectInput(project);
        SelfAttentionWithDropout.Builder ours = new SelfAttentionWithDropout.Builder()
                .dropRate(DropRate.of(0))
                .nIn(units)
                .nOut(units)
                .nHeads(project ? 2 : 1)
                .projectInput(project);
        Layer expected = layer(theirs.name("attention").build(), DataType.DOUBLE);
        Layer actual = layer(ours.name("attention").build(), DataType.DOUBLE);
        if (project) {
            assertThat(actual.paramTable().keySet())
                    .containsExactlyElementsOf(expected.paramTable().keySet());
            actual.setParams(expected.params().dup());
        }
        INDArray input = Nd4j.randn(DataType.DOUBLE, 3, units, 4);
        INDArray mask = Nd4j.createFromArray(new double[][] {{1, 1, 1, 1}, {1, 1, 0, 0}, {0, 1, 0, 0}});
        List<INDArray> outputs = new ArrayList<>();
        for (Layer layer : List.of(expected, actual)) {
            layer.feedForwardMaskArray(masked ? mask : null, MaskState.Active, 3);
            outputs.add(layer.activate(input.dup(), true, LayerWorkspaceMgr.noWorkspaces()));
        }
        assertClose("output", outputs.get(1), outputs.get(0));
    }

    /** In double, where ND4J's softmax divides 0 by 0 from scores of -746 on. */
    @Test
    void scoresFarBelowZeroGiveWeights() {
        Layer layer = layer(
                new SelfAttentionWithDropout.Builder()
                        .dropRate(DropRate.of(0.5))
                        .nIn(1)
                        .nOut(1)
                        .projectInput(true)
                        .build(),
                DataType.DOUBLE);
        layer.setParams(Nd4j.createFromArray(-1.0, 1.0, 1.0, 1.0));
        INDArray input = Nd4j.createFromArray(new double[][][] {{{100, 100}}});
        assertClose("output", layer.activate(input, false, LayerWorkspaceMgr.noWorkspaces()), input);
    }

    private static INDArray in(RNNFormat format, INDArray channelsFirst) {
        return format == RNNFormat.NCW
                ? channelsFirst
                : channelsFirst.permute(0, 2, 1).dup('c');
    }

    private static Layer layer(org.deeplearning4j.nn.conf.layers.Layer configuration, DataType type) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(type)
                .list(configuration)
                .build());
        network.init();
        network.initGradientsView();
        return network.getLayer(0);
    }

    private static void assertClose(String what, INDArray actual, INDArray expected) {
        double tolerance = expected.dataType() == DataType.DOUBLE ? 1e-12 : 1e-4;
        assertThat(actual.dataType()).as("type of " + what).isEqualTo(expected.dataType());
        assertThat(actual.shape()).as("shape of " + what).isEqualTo(expected.shape());
        INDArray found = actual.dup('c');
        INDArray wanted = expected.dup('c');
        for (long i = 0; i < wanted.length(); i++) {
            assertThat(found.getDouble(i))
                    .as("element %s of %s", i, what)
                    .isCloseTo(wanted.getDouble(i), within(tolerance));
        }
    }
}
