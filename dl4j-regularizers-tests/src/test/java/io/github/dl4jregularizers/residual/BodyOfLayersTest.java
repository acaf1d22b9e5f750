package io.github.dl4jregularizers.residual;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.optimizer.DecayReport;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.stream.Stream;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.MLNConfig;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Layers with noise, wrappers and blocks inside a block, and the network's settings in them. */
class BodyOfLayersTest {

    private static final int UNITS = 3;

    private static DenseLayer.Builder dense() {
        return new DenseLayer.Builder().nOut(UNITS).activation(Activation.TANH);
    }

    private static ResidualBlock.Builder block(Layer... body) {
        return new ResidualBlock.Builder()
                .body(body)
                .activation(Activation.TANH)
                .dropRate(DropRate.of(0.4));
    }

    private static ResidualBlock neverDropped() {
        return block(dense().build()).dropRate(DropRate.of(0)).build();
    }

    private static MultiLayerConfiguration configuration(IUpdater updater, ResidualBlock block) {
        return new NeuralNetConfiguration.Builder()
                .seed(19)
                .dataType(DataType.DOUBLE)
                .updater(updater)
                .list()
                .layer(dense().build())
                .layer(block)
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(UNITS))
                .build();
    }

    private static MultiLayerNetwork network(MultiLayerConfiguration configuration) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        return network;
    }

    private static DataSet batch() {
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, 6, 2);
        for (int i = 0; i < 6; i++) {
            labels.putScalar(i, i % 2, 1);
        }
        Nd4j.getRandom().setSeed(5);
        return new DataSet(Nd4j.randn(DataType.DOUBLE, 6, UNITS), labels);
    }

    @BeforeAll
    static void gradientChecksAskForDoubleByDefault() {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    }

    @AfterAll
    static void restoreDefault() {
        Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    }

    static Stream<ResidualBlock> blocks() {
        Dropout dropout = new Dropout(DropRate.of(0.3));
        return Stream.of(
                block(dense().dropOut(dropout).build(), dense().build()).build(),
                block(new DropConnect(DropRate.of(0.3), dense().build())).build(),
                block(dense().build(), block(dense().build()).build()).build(),
                block(block(dense().dropOut(dropout).build()).perExample(true).build())
                        .perExample(true)
                        .build());
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void gradientsAreExactKeptAndDropped(ResidualBlock block) {
        DataSet batch = batch();
        MultiLayerNetwork network = network(configuration(new NoOp(), block));
        for (int seed : new int[] {1, 2, 3, 4}) {
            assertThat(GradientCheckUtil.checkGradients(new MLNConfig()
                            .net(network)
                            .input(batch.getFeatures())
                            .labels(batch.getLabels())
                            .maxRelError(1e-5)
                            .minAbsoluteError(1e-8)
                            .callEachIter(any -> Nd4j.getRandom().setSeed(seed))))
                    .as("seed " + seed)
                    .isTrue();
        }
    }

    /** The layer under a frozen one has no gradient through it, and a frozen layer does not move. */
    @Test
    void aFrozenLayerStaysAndLetsNoGradientThrough() {
        ResidualBlock block = block(dense().build(), new FrozenLayer(dense().build()), dense().build())
                .dropRate(DropRate.of(0))
                .build();
        MultiLayerNetwork network = network(configuration(new Sgd(0.5), block));
        INDArray below = network.getParam("1_body0.W").dup();
        INDArray frozen = network.getParam("1_body1.W").dup();
        INDArray above = network.getParam("1_body2.W").dup();
        network.fit(batch());
        assertThat(network.getParam("1_body0.W")).isEqualTo(below);
        assertThat(network.getParam("1_body1.W")).isEqualTo(frozen);
        assertThat(network.getParam("1_body2.W")).isNotEqualTo(above);
    }

    @Test
    void adamWDecaysTheWeightsInsideAndTrains() {
        AdamW adamW = AdamW.builder().learningRate(0.05).weightDecay(0.1).build();
        MultiLayerConfiguration configuration = adamW.applyTo(configuration(
                new Sgd(1), block(dense().build(), new BatchNormalization()).build()));
        assertThat(DecayReport.of(configuration).toString())
                .contains(
                        "1_body0.W (weight of layer layer1): DecoupledWeightDecay(0.1 x learning rate)",
                        "1_body0.b (bias of layer layer1): no decay",
                        "1_body1.gamma (gain/shift of layer layer1): no decay",
                        "1_body1.mean (statistic of layer layer1): no decay, not trained");
        MultiLayerNetwork network = network(configuration);
        DataSet batch = batch();
        double before = network.score(batch);
        for (int i = 0; i < 30; i++) {
            network.fit(batch);
        }
        assertThat(network.score(batch)).isLessThan(before / 2);
    }

    /** DL4J sets it for BaseLayers only, whatever they contain. */
    @Test
    void setLearningRateDoesNotReachInnerLayersButASchedulesValueDoes() {
        MultiLayerNetwork set = network(configuration(new Sgd(0.5), neverDropped()));
        INDArray outside = set.getParam("0_W").dup();
        INDArray inside = set.getParam("1_body0.W").dup();
        set.setLearningRate(0);
        set.fit(batch());
        assertThat(set.getParam("0_W")).isEqualTo(outside);
        assertThat(set.getParam("1_body0.W")).isNotEqualTo(inside);

        Sgd zeroAfterOne = new Sgd(new StepSchedule(ScheduleType.ITERATION, 0.5, 0, 1));
        MultiLayerNetwork scheduled = network(configuration(zeroAfterOne, neverDropped()));
        INDArray initial = scheduled.getParam("1_body0.W").dup();
        scheduled.fit(batch());
        INDArray first = scheduled.getParam("1_body0.W").dup();
        assertThat(first).isNotEqualTo(initial);
        scheduled.fit(batch());
        assertThat(scheduled.getParam("1_body0.W")).isEqualTo(first);
    }
}
