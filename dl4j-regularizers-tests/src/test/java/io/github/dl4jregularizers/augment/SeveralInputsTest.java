package io.github.dl4jregularizers.augment;

import static io.github.dl4jregularizers.augment.Batches.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.deeplearning4j.datasets.iterator.IteratorMultiDataSetIterator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Batches of several inputs and labels, selected by index. */
class SeveralInputsTest {

    private static final CNN2DFormat NCHW = CNN2DFormat.NCHW;

    private final DataSet images = Batches.of(6, NCHW, DataType.DOUBLE);
    private final INDArray vectors = Nd4j.rand(DataType.DOUBLE, 6, 4);
    private final INDArray targets = Nd4j.rand(DataType.DOUBLE, 6, 2);

    private MultiDataSet batch() {
        return new MultiDataSet(
                new INDArray[] {vectors, images.getFeatures()}, new INDArray[] {targets, images.getLabels()});
    }

    @Test
    void changesTheChosenArraysOnly() {
        MultiDataSet batch = batch();
        new AugmentedInput(1, 1, new CutMix(NCHW, 1, 3)).preProcess(batch);
        DataSet alone = images.copy();
        new CutMix(NCHW, 1, 3).preProcess(alone);
        assertThat(values(batch.getFeatures(1))).isEqualTo(values(alone.getFeatures()));
        assertThat(values(batch.getLabels(1))).isEqualTo(values(alone.getLabels()));
        assertThat(batch.getFeatures(0)).isSameAs(vectors);
        assertThat(batch.getLabels(0)).isSameAs(targets);
    }

    @Test
    void oneSeedMixesAllInputsAlike() {
        MultiDataSet batch = batch();
        new AugmentedInput(1, 1, new MixUp(1, 3)).preProcess(batch);
        AugmentedInput.withoutLabels(0, new MixUp(1, 3)).preProcess(batch);
        DataSet alone = new DataSet(vectors, images.getLabels());
        new MixUp(1, 3).preProcess(alone);
        assertThat(values(batch.getFeatures(0))).isEqualTo(values(alone.getFeatures()));
        assertThat(values(batch.getLabels(1))).isEqualTo(values(alone.getLabels()));
        assertThat(batch.getLabels(0)).isSameAs(targets);
    }

    @Test
    void masksOfTheChosenArraysMove() {
        INDArray segments = Nd4j.ones(DataType.DOUBLE, 6, 1, 8, 6);
        MultiDataSet batch = new MultiDataSet(
                new INDArray[] {vectors, images.getFeatures()},
                new INDArray[] {targets, segments},
                null,
                new INDArray[] {null, segments});
        new AugmentedInput(1, 1, AugmentationTest.affine(NCHW, 2)).preProcess(batch);
        assertThat(values(batch.getLabels(1))).contains(0, 1);
        assertThat(values(batch.getLabelsMaskArray(1))).isEqualTo(values(batch.getLabels(1)));
        assertThat(batch.getLabelsMaskArray(0)).isNull();
    }

    @Test
    void iteratorHasNewDrawsPerEpochAndLeavesBatchesAlone() {
        MultiDataSet batch = batch();
        List<org.nd4j.linalg.dataset.api.MultiDataSet> list = List.of(batch, batch);
        AugmentedMultiDataSetIterator batches = new AugmentedMultiDataSetIterator(
                new IteratorMultiDataSetIterator(list.iterator(), 6), new AugmentedInput(1, 1, new MixUp(1, 3)));
        double[] first = values(batches.next().getFeatures(1));
        assertThat(first).isNotEqualTo(values(batches.next().getFeatures(1)));
        assertThat(batch.getFeatures(1)).isSameAs(images.getFeatures());
        batches.startEpoch(0);
        AugmentedMultiDataSetIterator again = new AugmentedMultiDataSetIterator(
                new IteratorMultiDataSetIterator(list.iterator(), 6), new AugmentedInput(1, 1, new MixUp(1, 3)));
        again.startEpoch(1);
        assertThat(values(again.next().getFeatures(1))).isNotEqualTo(first);
        again.startEpoch(0);
        assertThat(values(again.next().getFeatures(1))).isEqualTo(first);
    }

    private static ComputationGraph graph() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(3)
                .updater(new NoOp())
                .graphBuilder()
                .addInputs("left", "right")
                .addLayer(
                        "a",
                        new DenseLayer.Builder()
                                .nIn(4)
                                .nOut(3)
                                .activation(Activation.TANH)
                                .build(),
                        "left")
                .addLayer(
                        "b",
                        new DenseLayer.Builder()
                                .nIn(5)
                                .nOut(3)
                                .activation(Activation.TANH)
                                .build(),
                        "right")
                .addVertex("both", new MergeVertex(), "a", "b")
                .addLayer(
                        "kind",
                        new OutputLayer.Builder()
                                .nIn(6)
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "both")
                .addLayer(
                        "size",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nIn(6)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "both")
                .setOutputs("kind", "size")
                .build());
        graph.init();
        return graph;
    }

    /** The gradient of the sum of both losses, by differences. */
    @Test
    void adversarialExamplesMoveTheChosenInputs() {
        ComputationGraph graph = graph();
        INDArray right = Nd4j.rand(DataType.DOUBLE, 6, 5);
        MultiDataSet clean =
                new MultiDataSet(new INDArray[] {vectors, right}, new INDArray[] {images.getLabels(), targets});
        INDArray gradient = Nd4j.create(DataType.DOUBLE, 6, 5);
        double h = 1e-6;
        for (long i = 0; i < right.length(); i++) {
            INDArray up = right.dup();
            up.putScalar(i, right.getDouble(i) + h);
            INDArray down = right.dup();
            down.putScalar(i, right.getDouble(i) - h);
            gradient.putScalar(i, loss(graph, clean, up) - loss(graph, clean, down));
        }
        for (int[] inputs : new int[][] {{1}, {0, 1}, {0}}) {
            MultiDataSet batch = new MultiDataSet(clean.getFeatures(), clean.getLabels());
            AdversarialExamples.fgsm(graph, 0.1).withInputs(inputs).preProcess(batch);
            INDArray moved = batch.getFeatures(1).get(NDArrayIndex.interval(6, 12));
            INDArray wanted = inputs[inputs.length - 1] == 1
                    ? right.add(Nd4j.math().sign(gradient).mul(0.1))
                    : right;
            assertThat(values(moved)).containsExactly(values(wanted), within(1e-12));
            double[] left = values(batch.getFeatures(0).get(NDArrayIndex.interval(6, 12)));
            if (inputs[0] == 0) {
                assertThat(left).isNotEqualTo(values(vectors));
            } else {
                assertThat(left).isEqualTo(values(vectors));
            }
            assertThat(batch.getLabels(1).shape()).containsExactly(12, 2);
        }
    }

    private static double loss(ComputationGraph graph, MultiDataSet clean, INDArray right) {
        return graph.score(new MultiDataSet(new INDArray[] {clean.getFeatures(0), right}, clean.getLabels()), true);
    }

    @Test
    void refusals() {
        assertRefused(new AugmentedInput(2, 0, new MixUp(1, 1)), "index of input must be below 2");
        assertRefused(new AugmentedInput(0, 2, new MixUp(1, 1)), "index of labels must be below 2");
        assertRefused(new AugmentedInput(0, 0, new MixUp(1, 1)), "labels of example");
        assertRefused(new MixUp(1, 1), "number of features arrays must be at most 1, but was 2");
        assertThatThrownBy(() -> new AugmentedInput(-1, 0, new MixUp(1, 1)))
                .hasMessage("input must be >= 0, but was -1");
        assertThatThrownBy(() -> new AugmentedInput(0, -1, new MixUp(1, 1)))
                .hasMessage("labels must be >= 0, but was -1");
        assertThatThrownBy(() -> new AugmentedInput(0, 0, AdversarialExamples.fgsm(graph(), 1)))
                .hasMessageContaining("AdversarialExamples change all");
        assertThatThrownBy(() -> AdversarialExamples.fgsm(graph(), 1).withInputs(2))
                .hasMessage("input to move must be below 2, the number of inputs, but was 2");
        assertRefused(
                AdversarialExamples.fgsm(graph(), 1),
                new MultiDataSet(new INDArray[] {vectors}, new INDArray[] {images.getLabels(), targets}),
                "number of features must be 2");
    }

    private void assertRefused(MultiDataSetPreProcessor change, String message) {
        assertRefused(change, batch(), message);
    }

    private static void assertRefused(MultiDataSetPreProcessor change, MultiDataSet batch, String message) {
        assertThatThrownBy(() -> change.preProcess(batch))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
