package io.github.dl4jregularizers.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** Two tasks whose log variances are biases of a graph. */
class UncertaintyWeightedLossTest {

    private static DenseLayer linear(int outputs) {
        return new DenseLayer.Builder()
                .nIn(4)
                .nOut(outputs)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static LossLayer head(UncertaintyWeightedLoss loss) {
        return new LossLayer.Builder(loss).activation(Activation.IDENTITY).build();
    }

    private static ComputationGraph tasks() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("in")
                .addVertex("zero", new ScaleVertex(0), "in")
                .addLayer("logits", linear(3), "in")
                .addLayer("s1", linear(1), "zero")
                .addVertex("classes", new MergeVertex(), "logits", "s1")
                .addLayer("out1", head(UncertaintyWeightedLoss.classification(new LabelSmoothingLoss(0))), "classes")
                .addLayer("values", linear(2), "in")
                .addLayer("s2", linear(1), "zero")
                .addVertex("numbers", new MergeVertex(), "values", "s2")
                .addLayer("out2", head(UncertaintyWeightedLoss.regression(new LossMSE())), "numbers")
                .setOutputs("out1", "out2")
                .build());
        graph.init();
        return graph;
    }

    private static MultiDataSet batch() {
        return new org.nd4j.linalg.dataset.MultiDataSet(
                new INDArray[] {Nd4j.rand(DataType.DOUBLE, 6, 4)}, new INDArray[] {
                    Nd4j.eye(6).castTo(DataType.DOUBLE).getColumns(0, 1, 2), Nd4j.rand(DataType.DOUBLE, 6, 2)
                });
    }

    /** One step of gradient descent on exp(-s) L + s/2 changes s by -0.1 (1/2 - c exp(-s) L). */
    @Test
    void logVariancesFollowTheirGradient() {
        ComputationGraph graph = tasks();
        MultiDataSet batch = batch();
        graph.getParam("s1_b").assign(0.7);
        graph.getParam("s2_b").assign(-0.4);
        INDArray[] outputs = graph.output(batch.getFeatures(0));
        INDArray logits = outputs[0].getColumns(0, 1, 2);
        double crossEntropy =
                new LabelSmoothingLoss(0).computeScore(batch.getLabels(0), logits, new ActivationSoftmax(), null, true);
        INDArray differences = outputs[1].getColumns(0, 1).sub(batch.getLabels(1));
        double squares = differences.mul(differences).meanNumber().doubleValue();
        INDArray weight = graph.getParam("s1_W").dup();
        double score = Math.exp(-0.7) * crossEntropy + 0.35 + Math.exp(0.4) * squares / 2 - 0.2;
        assertThat(graph.score(batch, true)).isCloseTo(score, within(1e-12));
        graph.fit(batch);
        assertThat(graph.getParam("s1_b").getDouble(0))
                .isCloseTo(0.7 - 0.1 * (0.5 - Math.exp(-0.7) * crossEntropy), within(1e-12));
        assertThat(graph.getParam("s2_b").getDouble(0))
                .isCloseTo(-0.4 - 0.1 * (0.5 - Math.exp(0.4) * squares / 2), within(1e-12));
        assertThat(graph.getParam("s1_W")).isEqualTo(weight);
    }

    @Test
    void unsuitableActivationsAreRefused() {
        UncertaintyWeightedLoss loss = UncertaintyWeightedLoss.classification(new LabelSmoothingLoss(0));
        assertThatThrownBy(() -> loss.computeScore(Nd4j.eye(3), Nd4j.ones(3, 4), new ActivationSoftmax(), null, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be identity");
    }
}
