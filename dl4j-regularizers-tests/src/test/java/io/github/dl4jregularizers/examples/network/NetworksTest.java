package io.github.dl4jregularizers.examples.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.benchmark.PlainResidualNetwork;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.NeuralNetwork;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

class NetworksTest {

    /** Counts by hand: weights of convolutions and classifier, gain and shift of the normalizations. */
    @ParameterizedTest
    @CsvSource({
        "cnn,       10,   90010",
        "resnet8,   10,   75290",
        "resnet20,  10,  269722",
        "resnet20, 100,  275572",
        "resnet32,  10,  464154",
        "resnet56,  10,  853018",
        "resnet110, 10, 1727962"
    })
    void hasThePublishedNumberOfTrainableParameters(String name, int classes, long expected) {
        Model network =
                Networks.build(name, NetworkOptions.builder().classes(classes).build());
        long trainable = network.paramTable().entrySet().stream()
                .filter(parameter -> !parameter.getKey().matches(".*[_.](mean|var|log10stdev)"))
                .mapToLong(parameter -> parameter.getValue().length())
                .sum();
        assertThat(trainable).isEqualTo(expected);
    }

    /** The same parameters in DL4J's layers and vertices have the same outputs and the same step. */
    @Test
    void residualNetworkComputesWhatDl4jsLayersCompute() {
        Sgd updater = new Sgd(0.05);
        ComputationGraph network = (ComputationGraph) Networks.build(
                "resnet8", NetworkOptions.builder().seed(3).updater(updater).build());
        ComputationGraph plain = PlainResidualNetwork.build(1, 4, updater, UnaryOperator.identity());
        plain.setParams(network.params());
        DataSet batch =
                new DataSet(images(4), Nd4j.eye(10).castTo(DataType.FLOAT).get(interval(0, 4), all()));
        for (int step = 0; step < 3; step++) {
            network.fit(batch);
            plain.fit(batch);
            assertThat(network.score()).isCloseTo(plain.score(), within(1e-4));
        }
        assertThat(network.params().distance2(plain.params()))
                .isLessThan(1e-4 * plain.params().norm2Number().doubleValue());
        INDArray difference = network.outputSingle(batch.getFeatures()).sub(plain.outputSingle(batch.getFeatures()));
        assertThat(difference.norm2Number().doubleValue()).isLessThan(1e-3);
    }

    @ParameterizedTest
    @CsvSource({"cnn", "resnet8"})
    void outputsDistributionsAndLearns(String name) {
        NetworkOptions options =
                NetworkOptions.builder().classes(4).updater(new Sgd(0.01)).build();
        Model network = Networks.build(name, options);
        DataSet batch = new DataSet(images(4), Nd4j.eye(4).castTo(DataType.FLOAT));
        INDArray output = output(network, batch.getFeatures(), false);
        assertThat(output.shape()).containsExactly(4, 4);
        assertThat(output.sum(1).toDoubleVector()).containsExactly(new double[] {1, 1, 1, 1}, within(1e-5));
        fit(network, batch);
        double first = network.score();
        for (int i = 0; i < 5; i++) {
            fit(network, batch);
        }
        assertThat(network.score()).isLessThan(first);
    }

    @ParameterizedTest
    @CsvSource({"cnn", "resnet8"})
    void seedDecidesTheWeights(String name) {
        INDArray first =
                Networks.build(name, NetworkOptions.builder().seed(1).build()).params();
        assertThat(Networks.build(name, NetworkOptions.builder().seed(1).build())
                        .params())
                .isEqualTo(first);
        assertThat(Networks.build(name, NetworkOptions.builder().seed(2).build())
                        .params())
                .isNotEqualTo(first);
    }

    @Test
    void initializesConvolutionsAsHeEtAl() {
        Model network = Networks.build("resnet20", NetworkOptions.builder().build());
        INDArray weights = network.getParam("stages1-3_layer11.body3.W");
        double expected = Math.sqrt(2.0 / (64 * 9));
        // 36864 draws: the standard deviation of the estimate is 0.4 %.
        assertThat(weights.stdNumber().doubleValue()).isCloseTo(expected, within(0.02 * expected));
    }

    @ParameterizedTest
    @CsvSource({"cnn,IMAGES", "cnn,MAPS", "cnn,FEATURES", "resnet8,IMAGES", "resnet8,MAPS", "resnet8,FEATURES"})
    void noiseActsInTrainingOnlyAndIsNotSharedBetweenNetworks(String name, Place place) {
        GaussianDropout dropout = new GaussianDropout(DropRate.of(0.5));
        NetworkOptions options = NetworkOptions.builder().noise(place, dropout).build();
        Model network = Networks.build(name, options);
        Model other = Networks.build(name, options);
        INDArray images = images(2);
        INDArray plain = output(network, images, false);
        assertThat(output(network, images, false)).isEqualTo(plain);
        assertThat(output(network, images, true)).isNotEqualTo(output(network, images, true));
        DataSet batch = new DataSet(images, Nd4j.eye(10).castTo(DataType.FLOAT).get(interval(0, 2), all()));
        fit(network, batch);
        fit(other, batch);
        fit(network, batch);
    }

    @ParameterizedTest
    @CsvSource({"cnn,2", "resnet8,1"})
    void everyDenseLayerCanBeExchanged(String name, int count) {
        List<FeedForwardLayer> exchanged = new ArrayList<>();
        Networks.build(
                name,
                NetworkOptions.builder()
                        .dense(layer -> {
                            exchanged.add(layer);
                            return layer;
                        })
                        .build());
        assertThat(exchanged).hasSize(count);
        assertThat(exchanged.get(count - 1)).isInstanceOf(OutputLayer.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE})
    void equalSeedsGiveEqualWeightsAndOthersDoNot(long seed) {
        INDArray weights = weights(seed);
        assertThat(weights(seed)).isEqualTo(weights);
        assertThat(weights(seed + 2)).isNotEqualTo(weights);
    }

    private static INDArray weights(long seed) {
        return Networks.build("cnn", NetworkOptions.builder().seed(seed).build())
                .params();
    }

    @Test
    void lossAndLastChangeReachTheNetwork() {
        NetworkOptions options = NetworkOptions.builder()
                .loss(new LossMSE())
                .multiLayer(configuration -> {
                    configuration.setTbpttFwdLength(7);
                    return configuration;
                })
                .graph(configuration -> {
                    configuration.setTbpttFwdLength(8);
                    return configuration;
                })
                .build();
        MultiLayerNetwork cnn = (MultiLayerNetwork) Networks.build("cnn", options);
        ComputationGraph residual = (ComputationGraph) Networks.build("resnet8", options);
        assertThat(cnn.getLayerWiseConfigurations().getTbpttFwdLength()).isEqualTo(7);
        assertThat(residual.getConfiguration().getTbpttFwdLength()).isEqualTo(8);
        assertThat(cnn.getLayerWiseConfigurations().toJson()).contains("LossMSE");
        assertThat(residual.getConfiguration().toJson()).contains("LossMSE");
    }

    @Test
    void unknownNameListsTheKnownOnes() {
        assertThatThrownBy(() -> Networks.build("vgg", NetworkOptions.builder().build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("network must be one of " + String.join(", ", Networks.names()) + ", but was vgg");
        assertThatThrownBy(() -> NetworkOptions.builder().classes(1)).hasMessage("classes must be >= 2, but was 1");
    }

    private static INDArray images(int count) {
        return Nd4j.rand(DataType.FLOAT, count, 3, 32, 32);
    }

    private static void fit(Model network, DataSet batch) {
        ((NeuralNetwork) network).fit(batch);
    }

    private static INDArray output(Model network, INDArray images, boolean train) {
        return network instanceof MultiLayerNetwork
                ? ((MultiLayerNetwork) network).output(images, train)
                : ((ComputationGraph) network).outputSingle(train, images);
    }
}
