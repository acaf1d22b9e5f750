package io.github.dl4jregularizers.penalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;

/** Penalties per layer and per parameter, several of one class, and DL4J's own beside them. */
class PenaltySelectionTest {

    /** Two layers with 6 weights each, all 1. */
    private static MultiLayerConfiguration configuration(NeuralNetConfiguration.Builder base) {
        return base.dataType(DataType.DOUBLE)
                .updater(new Sgd(1))
                .list(
                        new DenseLayer.Builder().nIn(3).nOut(2).name("a").build(),
                        new OutputLayer.Builder().nIn(2).nOut(3).name("b").build())
                .build();
    }

    private static MultiLayerConfiguration configuration() {
        return configuration(new NeuralNetConfiguration.Builder());
    }

    private static double[] scores(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        network.params().assign(1);
        return new double[] {
            network.getLayer(0).calcRegularizationScore(true),
            network.getLayer(1).calcRegularizationScore(true)
        };
    }

    private static void assertScores(MultiLayerConfiguration conf, double first, double second) {
        assertThat(scores(conf)[0]).as("layer a").isCloseTo(first, within(1e-12));
        assertThat(scores(conf)[1]).as("layer b").isCloseTo(second, within(1e-12));
    }

    @Test
    void aSecondPenaltyOnAnotherLayerKeepsTheFirst() {
        MultiLayerConfiguration first = new ElasticNet(0.5, 0)
                .only((layer, parameter) -> layer.equals("a"))
                .applyTo(configuration());
        assertScores(first, 3, 0);
        MultiLayerConfiguration both = new ElasticNet(0.25, 0)
                .only((layer, parameter) -> layer.equals("b"))
                .applyTo(first);
        assertScores(both, 3, 1.5);
        assertScores(new ElasticNet(1, 0).applyTo(both), 6, 6);
        assertScores(
                new ElasticNet(0, 0)
                        .exclude((layer, parameter) -> layer.equals("a"))
                        .applyTo(both),
                3,
                0);
    }

    @Test
    void stackedPenaltiesAddUp() {
        MultiLayerConfiguration first = new ElasticNet(0.5, 0).applyTo(configuration());
        assertScores(new ElasticNet(0.25, 1).stacked().applyTo(first), 7.5, 7.5);
        assertScores(new GroupLasso(1).applyTo(first), 3 + 2 * 3, 3 + 3 * 2);
    }

    @Test
    void dl4jsPenaltiesOfExcludedLayersStay() {
        MultiLayerConfiguration conf =
                configuration(new NeuralNetConfiguration.Builder().l1(0.5).l2(1));
        assertScores(conf, 6, 6);
        assertScores(
                new ElasticNet(0.25, 0)
                        .exclude((layer, parameter) -> layer.equals("a"))
                        .applyTo(conf),
                6,
                1.5);
        assertScores(new ElasticNet(0.25, 0).applyTo(conf), 1.5, 1.5);
        assertScores(new ElasticNet(0.25, 0).stacked().applyTo(conf), 1.5, 1.5);
        assertScores(new GroupLasso(1).applyTo(conf), 12, 12);
    }

    /** W has 3 * 8 weights and RW 2 * 8. */
    @Test
    void dl4jsPenaltyOfAnExcludedParameterStays() throws Exception {
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .l2(1)
                .list(new LSTM.Builder().nIn(3).nOut(2).name("lstm").build())
                .validateOutputLayerConfig(false)
                .build();
        MultiLayerConfiguration changed = new ElasticNet(1, 0)
                .exclude((layer, parameter) -> parameter.equals("RW"))
                .applyTo(conf);
        for (MultiLayerConfiguration one :
                new MultiLayerConfiguration[] {changed, MultiLayerConfiguration.fromJson(changed.toJson())}) {
            MultiLayerNetwork network = new MultiLayerNetwork(one);
            network.init();
            network.params().assign(1);
            assertThat(network.getLayer(0).calcRegularizationScore(true)).isCloseTo(24 + 8, within(1e-12));
        }
        MultiLayerConfiguration again = new ElasticNet(2, 0)
                .only((layer, parameter) -> parameter.equals("RW"))
                .applyTo(changed);
        MultiLayerNetwork network = new MultiLayerNetwork(again);
        network.init();
        network.params().assign(1);
        assertThat(network.getLayer(0).calcRegularizationScore(true)).isCloseTo(24 + 32, within(1e-12));
    }

    @Test
    void penaltiesByLayerName() {
        MultiLayerConfiguration conf = WeightPenalty.perLayer(
                        Map.of("a", new ElasticNet(0.5, 0), "b", new GroupLasso(1)))
                .applyTo(configuration());
        assertScores(conf, 3, 6);
        assertThatThrownBy(() -> WeightPenalty.perLayer(Map.of("c", new ElasticNet(1, 0)))
                        .applyTo(configuration()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer names must be among [a, b], but was [c]");
    }

    /** The squares of 400 sum up to 96 * 160000, beyond half precision; 0.5 is exact in it. */
    @Test
    void halfPrecisionComputesInSingle() {
        MultiLayerNetwork network = new MultiLayerNetwork(new SpectralNormPenalty(1e-3)
                .applyTo(new NeuralNetConfiguration.Builder()
                        .dataType(DataType.FLOAT16)
                        .updater(new Sgd(0.5))
                        .list(new DenseLayer.Builder().nIn(12).nOut(8).build())
                        .validateOutputLayerConfig(false)
                        .setInputType(InputType.feedForward(12))
                        .build()));
        network.init();
        INDArray weights = network.getParam("0_W").assign(400);
        assertThat(network.getLayer(0).calcRegularizationScore(true)).isCloseTo(7680, within(1.0));
        InstalledPenalty installed = (InstalledPenalty) network.getLayer(0)
                .conf()
                .getLayer()
                .getRegularizationByParam("W")
                .get(0);
        INDArray gradient = Nd4j.zeros(DataType.FLOAT16, 96);
        installed.apply(weights.reshape('f', new long[] {96}), gradient, 0.5, 0, 0);
        assertThat(gradient.dataType()).isEqualTo(DataType.FLOAT16);
        assertThat(gradient.minNumber().doubleValue()).isCloseTo(0.4, within(1e-3));
        assertThat(gradient.maxNumber().doubleValue()).isCloseTo(0.4, within(1e-3));
    }

    /** Singular values 3 and sqrt(10), and the row of the smaller one has the largest entry. */
    @Test
    void theLargestSingularValueOfABlockMatrixIsScored() {
        MultiLayerNetwork network = new MultiLayerNetwork(new SpectralNormPenalty(2)
                .applyTo(new NeuralNetConfiguration.Builder()
                        .dataType(DataType.DOUBLE)
                        .list(new DenseLayer.Builder().nIn(2).nOut(11).build())
                        .validateOutputLayerConfig(false)
                        .setInputType(InputType.feedForward(2))
                        .build()));
        network.init();
        INDArray weights = network.getParam("0_W").assign(0);
        weights.putScalar(0, 0, 3);
        weights.get(NDArrayIndex.point(1), NDArrayIndex.interval(1, 11)).assign(1);
        assertThat(network.getLayer(0).calcRegularizationScore(true)).isCloseTo(10, within(1e-9));
    }
}
