package io.github.dl4jregularizers.residual;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.noise.NoiseSource;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** A dropped body is not computed, and has no effect on state. */
class SkippedBodyTest {

    private static final double KEEP = 0.1;
    private static final double DROP = 0.9;

    private final CountingLayer counter = new CountingLayer();

    private ResidualBlock.Builder block() {
        return new ResidualBlock.Builder()
                .body(new DenseLayer.Builder().nOut(4).build(), new BatchNormalization(), counter)
                .dropRate(DropRate.of(0.5));
    }

    private static MultiLayerNetwork network(ResidualBlock block, NoiseSource noise, IUpdater updater) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(updater)
                .list()
                .layer(new DenseLayer.Builder().nOut(4).build())
                .layer(noise == null ? block : block.withNoise(noise))
                .layer(new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(4))
                .build());
        network.init();
        return network;
    }

    private static DataSet batch() {
        INDArray labels = Nd4j.zeros(5, 3);
        for (int i = 0; i < 5; i++) {
            labels.putScalar(i, i % 3, 1);
        }
        return new DataSet(Nd4j.rand(5, 4), labels);
    }

    private static float[] parameters(MultiLayerNetwork network) {
        return network.getLayer(1).params().dup().data().asFloat();
    }

    @Test
    void aDroppedBodyIsNotComputed() {
        MultiLayerNetwork network = network(block().build(), new FixedDraws(KEEP, DROP, DROP, KEEP), new Sgd(0.1));
        int[] expected = {5, 5, 5, 10};
        for (int examples : expected) {
            network.fit(batch());
            assertThat(counter.forward).hasValue(examples);
            assertThat(counter.backward).hasValue(examples);
        }
    }

    @Test
    void onlyTheKeptExamplesAreComputed() {
        MultiLayerNetwork network =
                network(block().perExample(true).build(), new FixedDraws(KEEP, DROP, KEEP, DROP, DROP), new Sgd(0.1));
        network.fit(batch());
        assertThat(counter.forward).hasValue(2);
        assertThat(counter.backward).hasValue(2);
    }

    @Test
    void inferenceComputesAll() {
        MultiLayerNetwork network = network(block().build(), new FixedDraws(DROP), new Sgd(0.1));
        network.output(batch().getFeatures());
        assertThat(counter.forward).hasValue(5);
    }

    @Test
    void aDroppedBodyLeavesWeightsAndStatisticsAsTheyWere() {
        MultiLayerNetwork network = network(block().build(), new FixedDraws(KEEP, DROP), new Sgd(0.1));
        float[] initial = parameters(network);
        network.fit(batch());
        float[] trained = parameters(network);
        assertThat(trained).isNotEqualTo(initial);
        network.fit(batch());
        assertThat(parameters(network)).isEqualTo(trained);
        assertThat(network.getLayer(1).getGradientsViewArray().dup().data().asFloat())
                .containsOnly(0f);
    }

    @Test
    void momentumMovesDroppedWeightsButNotTheStatistics() {
        MultiLayerNetwork network = network(block().build(), new FixedDraws(KEEP, DROP), new Nesterovs(0.1, 0.9));
        network.fit(batch());
        INDArray weights = network.getParam("1_body0.W").dup();
        INDArray mean = network.getParam("1_body1.mean").dup();
        network.fit(batch());
        assertThat(network.getParam("1_body0.W")).isNotEqualTo(weights);
        assertThat(network.getParam("1_body1.mean").dup().data().asFloat())
                .isEqualTo(mean.data().asFloat());
    }

    /** 5 standard deviations: fails by chance once in a million seeds, and the seed is fixed. */
    @Test
    void bodiesAreDroppedAtTheRate() {
        MultiLayerNetwork network = network(block().dropRate(DropRate.of(0.3)).build(), null, new Sgd(0.1));
        INDArray features = batch().getFeatures();
        Nd4j.getRandom().setSeed(5);
        for (int i = 0; i < 400; i++) {
            network.output(features, true);
        }
        assertThat(counter.forward.get() / 5 / 400.0)
                .isBetween(0.7 - 5 * Math.sqrt(0.21 / 400), 0.7 + 5 * Math.sqrt(0.21 / 400));
    }
}
