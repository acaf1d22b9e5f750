package io.github.dl4jregularizers.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.datasets.iterator.IteratorMultiDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Calibration of one output of a graph. */
class GraphOutputTest {

    private final INDArray features = Nd4j.rand(DataType.DOUBLE, 6, 4);
    private final INDArray kinds = Nd4j.eye(3).castTo(DataType.DOUBLE).repeat(0, 2);
    private final INDArray sizes = Nd4j.rand(DataType.DOUBLE, 6, 1);
    private final ComputationGraph graph = graph();

    private static ComputationGraph graph() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(5)
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                        "size",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nIn(4)
                                .nOut(1)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "in")
                .addLayer(
                        "kind",
                        new OutputLayer.Builder()
                                .nIn(4)
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "in")
                .setOutputs("size", "kind")
                .build());
        graph.init();
        return graph;
    }

    /** Two batches. The second example of the second one is masked. */
    private MultiDataSetIterator data() {
        org.nd4j.linalg.dataset.api.MultiDataSet first =
                new MultiDataSet(new INDArray[] {features}, new INDArray[] {sizes, kinds});
        org.nd4j.linalg.dataset.api.MultiDataSet second =
                new MultiDataSet(new INDArray[] {features}, new INDArray[] {sizes, kinds}, null, new INDArray[] {
                    null, Nd4j.createFromArray(new double[][] {{1}, {0}, {1}, {1}, {1}, {1}})
                });
        return new IteratorMultiDataSetIterator(List.of(first, second).iterator(), 6);
    }

    @Test
    void collectsTheChosenOutput() {
        LabeledPredictions predictions = LabeledPredictions.of(graph, "kind", data());
        assertThat(predictions.size()).isEqualTo(11);
        INDArray once = graph.output(features)[1];
        LabeledPredictions wanted = LabeledPredictions.of(
                Nd4j.concat(0, once, once),
                Nd4j.concat(0, kinds, kinds),
                Nd4j.createFromArray(1.0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1));
        assertThat(NegativeLogLikelihood.of(predictions)).isCloseTo(NegativeLogLikelihood.of(wanted), within(1e-12));
        assertThat(TemperatureScaling.fit(predictions).temperature())
                .isEqualTo(TemperatureScaling.fit(wanted).temperature());
    }

    @Test
    void evaluatesTheChosenOutput() {
        CalibrationEvaluation evaluation = new CalibrationEvaluation();
        graph.evaluate(data(), Map.of(1, new CalibrationEvaluation[] {evaluation}));
        LabeledPredictions predictions = LabeledPredictions.of(graph, "kind", data());
        assertThat(evaluation.size()).isEqualTo(11);
        assertThat(evaluation.accuracy()).isEqualTo(predictions.accuracy());
        assertThat(evaluation.negativeLogLikelihood()).isCloseTo(NegativeLogLikelihood.of(predictions), within(1e-12));
    }

    @Test
    void refusals() {
        assertThatThrownBy(() -> LabeledPredictions.of(graph, "other", data()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("output must be one of [size, kind], but was other");
        assertThatThrownBy(() -> LabeledPredictions.of(graph, "size", data()))
                .isInstanceOf(IllegalArgumentException.class);
        MultiDataSetIterator empty = data();
        empty.next();
        empty.next();
        assertThatThrownBy(() -> LabeledPredictions.of(graph, "kind", empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("number of labeled predictions in data must be >= 1, but was 0");
    }
}
