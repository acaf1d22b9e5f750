package io.github.dl4jregularizers.penalty;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.optimizer.BiasCorrectedAdam;
import io.github.dl4jregularizers.reference.Reference;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Networks trained with each penalty against autograd and {@code torch.optim}; numbers of
 * reference/penalties/generate.py.
 */
class PenaltyReferenceTest {

    private static final JsonNode REFERENCE = Reference.of("penalties");

    static Stream<String> cases() {
        return StreamSupport.stream(REFERENCE.get("cases").spliterator(), false).map(PenaltyReferenceTest::name);
    }

    private static String name(JsonNode one) {
        return one.get("network").asText() + " / " + one.get("penalty").asText() + " / "
                + one.get("optimizer").asText();
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

    private static Layer output(int inputs) {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(inputs)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static Layer[] layers(String network) {
        switch (network) {
            case "dense":
                return new Layer[] {new DenseLayer.Builder().nIn(5).nOut(4).build(), output(4)};
            case "convolution":
                return new Layer[] {
                    new ConvolutionLayer.Builder(2, 2).nIn(2).nOut(3).build(), output(12)
                };
            case "embedding":
                return new Layer[] {
                    new EmbeddingLayer.Builder()
                            .nIn(6)
                            .nOut(3)
                            .activation(Activation.IDENTITY)
                            .build(),
                    output(3)
                };
            default:
                return new Layer[] {
                    new LSTM.Builder().nIn(3).nOut(2).build(),
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                            .nIn(2)
                            .nOut(2)
                            .activation(Activation.IDENTITY)
                            .build()
                };
        }
    }

    /** With a global L1 and L2, which ElasticNet has to replace; other penalties would add up with them. */
    private static MultiLayerConfiguration configuration(JsonNode one, DataType type) {
        NeuralNetConfiguration.Builder base = new NeuralNetConfiguration.Builder()
                .dataType(type)
                .updater(updater(one.get("optimizer").asText()))
                .activation(Activation.TANH);
        if (one.get("penalty").asText().startsWith("elastic")) {
            base.l1(0.3).l2(0.7);
        }
        String network = one.get("network").asText();
        return network.equals("convolution")
                ? base.list(layers(network))
                        .setInputType(InputType.convolutional(3, 3, 2))
                        .build()
                : base.list(layers(network)).build();
    }

    private static WeightPenalty<?> penalty(String name) {
        double coefficient = REFERENCE.get("coefficient").asDouble();
        switch (name.replace(", proximal", "")) {
            case "elastic net":
                ElasticNet net = new ElasticNet(
                        REFERENCE.get("l1").asDouble(), REFERENCE.get("l2").asDouble());
                return name.endsWith("proximal") ? net.proximal() : net;
            case "group lasso":
                GroupLasso lasso = new GroupLasso(coefficient);
                return name.endsWith("proximal") ? lasso.proximal() : lasso;
            case "orthogonality":
                return new SoftOrthogonality(coefficient);
            case "orthogonality without diagonal":
                return new SoftOrthogonality(coefficient).withoutDiagonal();
            default:
                return new SpectralNormPenalty(coefficient, 150);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void trainsAsPyTorchDoes(String name) {
        JsonNode one = StreamSupport.stream(REFERENCE.get("cases").spliterator(), false)
                .filter(node -> name(node).equals(name))
                .findFirst()
                .orElseThrow();
        assertTrains(one, DataType.DOUBLE, 1e-12);
        // five updates with gradients of size 1, each rounded to 24 bits; Adam divides small ones by their size
        assertTrains(one, DataType.FLOAT, one.get("optimizer").asText().equals("adam") ? 1e-4 : 3e-6);
    }

    private static void assertTrains(JsonNode one, DataType type, double tolerance) {
        JsonNode data = REFERENCE.get("networks").get(one.get("network").asText());
        MultiLayerNetwork network =
                new MultiLayerNetwork(penalty(one.get("penalty").asText()).applyTo(configuration(one, type)));
        network.init();
        Map<String, INDArray> parameters = network.paramTable();
        network.params().assign(0);
        for (Iterator<String> keys = data.get("start").fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            parameters
                    .get(key)
                    .assign(Reference.array(data.get("start").get(key), type)
                            .reshape(parameters.get(key).shape()));
        }
        DataSet batch =
                new DataSet(Reference.array(data.get("features"), type), Reference.array(data.get("labels"), type));
        for (int t = 0; t < REFERENCE.get("updates").asInt(); t++) {
            network.fit(batch);
            if (t == 0) {
                assertThat(network.score())
                        .as("first score")
                        .isCloseTo(one.get("scores").get(0).asDouble(), within(tolerance * 10));
            }
        }
        for (Iterator<String> keys = one.get("expected").fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            INDArray expected = Reference.array(one.get("expected").get(key), DataType.DOUBLE)
                    .reshape(parameters.get(key).shape());
            INDArray trained = parameters.get(key).castTo(DataType.DOUBLE);
            assertWithin(key, tolerance, trained, expected);
            assertThat(trained.eq(0).castTo(DataType.INT32).sumNumber().intValue())
                    .as("zeros in " + key)
                    .isEqualTo(expected.eq(0).castTo(DataType.INT32).sumNumber().intValue());
        }
        assertThat(network.score(batch, true))
                .as("last score")
                .isCloseTo(one.get("scores").get(1).asDouble(), within(tolerance * 10));
    }
}
