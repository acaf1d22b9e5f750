package io.github.dl4jregularizers.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class FastUpdatesTest {

    private static final int STEPS = 4;

    /** Every second layer has L1, L2 or weight decay; each is applied in another step of the update. */
    private static MultiLayerNetwork network(double l1, double l2, double decay) {
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Adam(0.01))
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new DenseLayer.Builder()
                        .nOut(5)
                        .activation(Activation.TANH)
                        .build())
                .layer(new BatchNormalization())
                .layer(new DenseLayer.Builder()
                        .nOut(4)
                        .l1(l1)
                        .l2(l2)
                        .weightDecay(decay)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(6))
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        return network;
    }

    private static DataSet batch() {
        Nd4j.getRandom().setSeed(9);
        INDArray labels = Nd4j.eye(3).castTo(DataType.DOUBLE).repeat(0, 3);
        return new DataSet(Nd4j.randn(DataType.DOUBLE, 9, 6), labels);
    }

    private static void assertSameTraining(double l1, double l2, double decay) {
        MultiLayerNetwork plain = network(l1, l2, decay);
        MultiLayerNetwork fast = network(l1, l2, decay);
        FastUpdates.applyTo(fast);
        ComputationGraph graph = plain.toComputationGraph();
        FastUpdates.applyTo(graph);
        DataSet batch = batch();
        for (int i = 0; i < STEPS; i++) {
            plain.fit(batch);
            fast.fit(batch);
            graph.fit(batch);
        }
        assertThat(fast.params()).isEqualTo(plain.params());
        assertThat(graph.params()).isEqualTo(plain.params());
        assertThat(fast.getUpdater().getStateViewArray())
                .isEqualTo(plain.getUpdater().getStateViewArray());
        assertThat(fast.params()).isNotEqualTo(network(l1, l2, decay).params());
    }

    @Test
    void withoutRegularization() {
        assertSameTraining(0, 0, 0);
    }

    @Test
    void withL1AndL2OnOneLayer() {
        assertSameTraining(0.1, 0.2, 0);
        assertThat(trained(0.1, 0.2, 0)).isNotEqualTo(trained(0, 0, 0));
    }

    @Test
    void withWeightDecayOnOneLayer() {
        assertSameTraining(0, 0, 0.1);
        assertThat(trained(0, 0, 0.1)).isNotEqualTo(trained(0, 0, 0));
    }

    private static INDArray trained(double l1, double l2, double decay) {
        MultiLayerNetwork network = network(l1, l2, decay);
        FastUpdates.applyTo(network);
        network.fit(batch());
        return network.params();
    }

    @Test
    void stateOfATrainedNetworkStays() {
        MultiLayerNetwork network = network(0, 0.1, 0);
        network.fit(batch());
        INDArray state = network.getUpdater().getStateViewArray().dup();
        FastUpdates.applyTo(network);
        FastUpdates.applyTo(network);
        assertThat(network.getUpdater().getStateViewArray()).isEqualTo(state);
        assertThat(((BaseMultiLayerUpdater<?>) network.getUpdater()).getUpdaterBlocks())
                .isNotEmpty()
                .allMatch(ShortBlock.class::isInstance);
    }

    @Test
    void aMissingNetworkIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FastUpdates.applyTo(null))
                .withMessageContaining("network");
    }
}
