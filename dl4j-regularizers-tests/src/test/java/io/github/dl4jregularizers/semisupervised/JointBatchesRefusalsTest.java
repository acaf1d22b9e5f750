package io.github.dl4jregularizers.semisupervised;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.loss.SampleWeightedLoss;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.schedule.FixedSchedule;

/** Networks and arguments that batches of labeled and unlabeled data refuse. */
class JointBatchesRefusalsTest {

    @Test
    void unsuitableNetworksAreRefused() {
        assertRefused(
                JointBatchesTest.dense(DataType.FLOAT, Activation.SOFTMAX, new LossMCXENT()),
                "SampleWeightedLoss of one loss");
        assertRefused(
                JointBatchesTest.dense(
                        DataType.FLOAT, Activation.SOFTMAX, new SampleWeightedLoss(new LossMCXENT(), new LossMSE())),
                "SampleWeightedLoss of one loss");
        assertRefused(
                JointBatchesTest.dense(DataType.FLOAT, Activation.IDENTITY, new SampleWeightedLoss(new LossMSE())),
                "softmax over classes");
        MultiLayerNetwork images = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new CnnLossLayer.Builder(JointBatchesTest.WEIGHTED)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(4, 4, 3))
                .build());
        images.init();
        assertRefused(images, "one OutputLayer, LossLayer, RnnOutputLayer or RnnLossLayer");
        MultiLayerNetwork sums = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .miniBatch(false)
                .list()
                .layer(new OutputLayer.Builder(JointBatchesTest.WEIGHTED)
                        .nIn(4)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        sums.init();
        assertRefused(sums, "miniBatch");
        ComputationGraph heads = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", output(), "in")
                .addLayer("b", output(), "in")
                .setOutputs("a", "b")
                .build());
        heads.init();
        assertThatThrownBy(() -> PseudoLabels.of(
                        heads, JointBatchesTest.data(DataType.FLOAT, 2), JointBatchesTest.data(DataType.FLOAT, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one input and one output");
        Layer layer = sums.getLayer(0);
        assertThatThrownBy(() -> PseudoLabels.of(
                        layer, JointBatchesTest.data(DataType.FLOAT, 2), JointBatchesTest.data(DataType.FLOAT, 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(JointBatchesTest.WEIGHTED)
                .nIn(4)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static void assertRefused(MultiLayerNetwork network, String words) {
        assertThatThrownBy(() -> PseudoLabels.of(
                        network, JointBatchesTest.data(DataType.FLOAT, 2), JointBatchesTest.data(DataType.FLOAT, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @Test
    void unsuitableArgumentsAreRefused() {
        MultiLayerNetwork network =
                JointBatchesTest.dense(DataType.FLOAT, Activation.SOFTMAX, JointBatchesTest.WEIGHTED);
        FixMatch batches = FixMatch.of(
                network,
                JointBatchesTest.data(DataType.FLOAT, 2),
                JointBatchesTest.data(DataType.FLOAT, 2),
                JointBatchesTest.UNCHANGED,
                JointBatchesTest.UNCHANGED);
        for (double value : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> batches.withThreshold(value))
                    .hasMessageContaining("threshold must be in [0.0, 1.0]");
        }
        assertThatThrownBy(() -> batches.withWeight(-1)).hasMessageContaining("weight must be finite and >= 0");
        for (List<?> missing : Arrays.<List<?>>asList(
                Arrays.asList(null, JointBatchesTest.data(DataType.FLOAT, 2), "labeled"),
                Arrays.asList(JointBatchesTest.data(DataType.FLOAT, 2), null, "unlabeled"))) {
            assertThatThrownBy(() -> PseudoLabels.of(
                            network, (DataSetIterator) missing.get(0), (DataSetIterator) missing.get(1)))
                    .hasMessageContaining(missing.get(2) + " must be given");
        }
        PseudoLabels negative = PseudoLabels.of(
                        network, JointBatchesTest.data(DataType.FLOAT, 2), JointBatchesTest.data(DataType.FLOAT, 2))
                .withWeight(new FixedSchedule(-2));
        assertThatThrownBy(negative::next).hasMessageContaining("weight must be finite and >= 0, but was -2.0");
        PseudoLabels empty =
                PseudoLabels.of(network, new ListOfBatches(List.of()), JointBatchesTest.data(DataType.FLOAT, 2));
        assertThatThrownBy(empty::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("labeled data");
        PseudoLabels featureless = PseudoLabels.of(
                network, JointBatchesTest.data(DataType.FLOAT, 2), new ListOfBatches(List.of(new DataSet())));
        assertThatThrownBy(featureless::next).hasMessageContaining("features of a batch must be given");
        MultiLayerNetwork two = JointBatchesTest.dense(
                DataType.FLOAT, Activation.SOFTMAX, new SampleWeightedLoss(new LossMCXENT(), new LossMSE()));
        assertThatThrownBy(() -> MeanTeacher.of(
                        two,
                        new ExponentialMovingAverage(0.9),
                        JointBatchesTest.data(DataType.FLOAT, 2),
                        JointBatchesTest.data(DataType.FLOAT, 2),
                        JointBatchesTest.UNCHANGED))
                .hasMessageContaining("a listener of the network");
    }
}
