package io.github.dl4jregularizers.weightnoise;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.SeededNoise;
import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Both passes against PyTorch's autograd for given rows, and every form of indices DL4J takes; the contract has the
 * rest.
 */
class EmbeddingDropoutTest {

    private static final int VOCABULARY = 7;
    private static final int UNITS = 3;

    /** Rows that are given. */
    private static final class GivenRows implements NoiseSource {

        private final INDArray kept;

        GivenRows(INDArray kept) {
            this.kept = kept;
        }

        @Override
        public void bernoulli(INDArray out, double retainProbability) {
            out.assign(kept);
        }

        @Override
        public void gaussian(INDArray out, double mean, double standardDeviation) {
            throw new AssertionError("rows are kept or dropped");
        }

        @Override
        public void uniform(INDArray out, double from, double to) {
            throw new AssertionError("rows are kept or dropped");
        }

        @Override
        public double nextDouble() {
            throw new AssertionError("rows are kept or dropped");
        }
    }

    static List<Arguments> torch() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode values : Reference.of("embedding-dropout").get("cases")) {
            for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
                String what = values.get("dataFormat").asText() + " "
                        + values.get("activation").asText() + (values.hasNonNull("bias") ? " bias" : "");
                cases.add(Arguments.of(what, type, values));
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("torch")
    void equalsTorch(String what, DataType type, JsonNode values) {
        Layer layer = layer(values, type);
        INDArray words = Reference.array(values.get("words"), type);
        List<INDArray> forms = new ArrayList<>(List.of(words, words.dup('f'), words.castTo(DataType.INT64)));
        if (values.hasNonNull("dataFormat")) {
            forms.add(words.reshape(2, 1, 4));
        }
        for (INDArray form : forms) {
            INDArray output = layer.activate(form, true, LayerWorkspaceMgr.noWorkspaces());
            assertClose(output, Reference.array(values.get("output"), type));
            layer.backpropGradient(
                    Reference.array(values.get("outputGradient"), type), LayerWorkspaceMgr.noWorkspaces());
            Map<String, INDArray> gradients = layer.conf()
                    .getLayer()
                    .initializer()
                    .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray());
            assertClose(gradients.get("W"), Reference.array(values.get("weightGradient"), type));
            if (values.hasNonNull("bias")) {
                assertClose(gradients.get("b"), Reference.array(values.get("biasGradient"), type));
            }
        }
    }

    private static Layer layer(JsonNode values, DataType type) {
        String format = values.get("dataFormat").asText();
        Activation activation = Activation.valueOf(values.get("activation").asText());
        boolean bias = values.hasNonNull("bias");
        FeedForwardLayer embedding = values.hasNonNull("dataFormat")
                ? new EmbeddingSequenceLayer.Builder()
                        .outputDataFormat(RNNFormat.valueOf(format))
                        .hasBias(bias)
                        .activation(activation)
                        .build()
                : new EmbeddingLayer.Builder()
                        .hasBias(bias)
                        .activation(activation)
                        .build();
        Layer layer = instantiate(
                new EmbeddingDropout(DropRate.of(values.get("dropRate").asDouble()), sized(embedding))
                        .withNoise(new GivenRows(Reference.array(values.get("kept"), type))),
                type);
        layer.setParam("W", Reference.array(values.get("weights"), type));
        if (bias) {
            layer.setParam("b", Reference.array(values.get("bias"), type));
        }
        return layer;
    }

    private static FeedForwardLayer sized(FeedForwardLayer embedding) {
        embedding.setNIn(VOCABULARY);
        embedding.setNOut(UNITS);
        return embedding;
    }

    private static Layer instantiate(EmbeddingDropout dropout, DataType type) {
        NeuralNetConfiguration conf = new NeuralNetConfiguration.Builder()
                .dataType(type)
                .layer(dropout)
                .build();
        long parameters = dropout.initializer().numParams(conf);
        Layer layer = dropout.instantiate(conf, null, 0, Nd4j.create(type, 1, parameters), true, type);
        layer.setBackpropGradientsViewArray(Nd4j.valueArrayOf(new long[] {1, parameters}, Double.NaN, type));
        return layer;
    }

    private static void assertClose(INDArray actual, INDArray expected) {
        assertThat(actual.dataType()).isEqualTo(expected.dataType());
        assertWithin("array", expected.dataType() == DataType.DOUBLE ? 1e-14 : 1e-5, actual, expected);
    }

    /** All occurrences of a word share one draw per batch. */
    @Test
    void aDroppedWordIsZeroEverywhereInTheBatchAndDrawnAnewForTheNext() {
        EmbeddingDropout dropout =
                new EmbeddingDropout(DropRate.of(0.5), sized(new EmbeddingSequenceLayer.Builder().build()));
        Layer layer = instantiate(dropout.withNoise(new SeededNoise(3, 0, 0, 1)), DataType.DOUBLE);
        layer.setParam("W", Nd4j.ones(DataType.DOUBLE, VOCABULARY, UNITS));
        INDArray words = Nd4j.createFromArray(new double[][] {{0, 1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1, 0}});
        boolean[][] droppedInBatch = new boolean[20][VOCABULARY];
        for (boolean[] dropped : droppedInBatch) {
            INDArray vectors = layer.activate(words, true, LayerWorkspaceMgr.noWorkspaces());
            for (int word = 0; word < VOCABULARY; word++) {
                double first = vectors.getDouble(0, 0, word);
                assertThat(first).isIn(0.0, 2.0);
                for (int unit = 0; unit < UNITS; unit++) {
                    assertThat(vectors.getDouble(0, unit, word)).isEqualTo(first);
                    assertThat(vectors.getDouble(1, unit, VOCABULARY - 1 - word))
                            .isEqualTo(first);
                }
                dropped[word] = first == 0;
            }
        }
        assertThat(Stream.of(droppedInBatch).map(Arrays::toString).distinct()).hasSizeGreaterThan(10);
    }

    @Test
    void anIndexOutsideTheVocabularyIsNamed() {
        Layer layer = instantiate(
                new EmbeddingDropout(DropRate.of(0.5), sized(new EmbeddingSequenceLayer.Builder().build())),
                DataType.FLOAT);
        for (int bad : new int[] {-1, VOCABULARY}) {
            INDArray words = Nd4j.createFromArray(new float[][] {{0, bad}});
            assertThatThrownBy(() -> layer.activate(words, true, LayerWorkspaceMgr.noWorkspaces()))
                    .isInstanceOf(DL4JInvalidInputException.class)
                    .hasMessageContaining("index " + bad)
                    .hasMessageContaining("between 0 and nIn-1");
        }
    }

    /** DL4J's transfer learning freezes a layer in place, and a frozen one drops nothing. */
    @Test
    void aFrozenEmbeddingDropsNothing() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .list(
                        new EmbeddingDropout(DropRate.of(0.9), sized(new EmbeddingLayer.Builder().build())),
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nIn(UNITS)
                                .nOut(2)
                                .build())
                .build());
        network.init();
        MultiLayerNetwork frozen = new TransferLearning.Builder(network)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Sgd(0.1))
                        .build())
                .setFeatureExtractor(0)
                .build();
        INDArray words = Nd4j.createFromArray(new float[][] {{0}, {3}, {6}});
        INDArray table = frozen.getParam("0_W").dup();
        INDArray head = frozen.getParam("1_W").dup();
        assertThat(frozen.output(words, true)).isEqualTo(network.output(words));
        frozen.fit(words, Nd4j.ones(3, 2));
        assertThat(frozen.getParam("0_W")).isEqualTo(table);
        assertThat(frozen.getParam("1_W")).isNotEqualTo(head);
    }
}
