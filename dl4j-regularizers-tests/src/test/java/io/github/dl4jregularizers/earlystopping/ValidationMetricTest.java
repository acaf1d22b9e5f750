package io.github.dl4jregularizers.earlystopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.internal.ListOfBatches;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Metrics by hand for each kind of output. */
class ValidationMetricTest {

    private static final INDArray FEATURES = Nd4j.create(new double[][] {{1, 3}, {-2, 0.5}});
    private static final INDArray TARGETS = Nd4j.create(new double[][] {{1.5, 1}, {0, 0.5}});

    private static MultiLayerNetwork identity() {
        return EarlyStoppingNetworks.network(2, 2, Activation.IDENTITY, LossFunction.MSE);
    }

    /** One sigmoid output p is two classes of probabilities 1 - p and p. */
    @Test
    void scoresOneSigmoidOutput() {
        MultiLayerNetwork network = EarlyStoppingNetworks.network(1, 1, Activation.SIGMOID, LossFunction.XENT);
        INDArray features = Nd4j.create(new double[][] {{Math.log(9)}, {Math.log(4)}, {-Math.log(4)}});
        INDArray labels = Nd4j.create(new double[][] {{1}, {0}, {0}});
        DataSetIterator data = EarlyStoppingNetworks.data(features, labels);
        // p = 0.9, 0.8, 0.2
        double nll = -(Math.log(0.9) + Math.log(0.2) + Math.log(0.8)) / 3;
        assertThat(ValidationScore.negativeLogLikelihood(data).calculateScore(network))
                .isCloseTo(nll, within(1e-9));
        assertThat(ValidationScore.accuracy(data).calculateScore(network)).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(ValidationScore.calibrationError(data, 10).calculateScore(network))
                .isCloseTo(0.1 / 3 + Math.abs(1 - 1.6) / 3, within(1e-9));
    }

    @Test
    void scoresRegression() {
        DataSetIterator data = EarlyStoppingNetworks.data(FEATURES, TARGETS);
        assertThat(ValidationScore.meanSquaredError(data).calculateScore(identity()))
                .isCloseTo((0.25 + 4 + 4 + 0) / 4, within(1e-12));
        // Means 1 and -2, log variances 3 and 0.5.
        INDArray target = Nd4j.create(new double[][] {{1.5}, {0}});
        double expected = (Math.log(2 * Math.PI)
                        + (3 + 0.25 * Math.exp(-3)) / 2
                        + Math.log(2 * Math.PI)
                        + (0.5 + 4 * Math.exp(-0.5)) / 2
                        - Math.log(2 * Math.PI))
                / 2;
        assertThat(ValidationScore.gaussianNegativeLogLikelihood(EarlyStoppingNetworks.data(FEATURES, target))
                        .calculateScore(identity()))
                .isCloseTo(expected, within(1e-12));
    }

    /** Masks of rows and of single outputs. */
    @Test
    void leavesOutMaskedTargets() {
        INDArray rows = Nd4j.create(new double[][] {{1}, {0}});
        INDArray outputs = Nd4j.create(new double[][] {{1, 0}, {1, 1}});
        assertThat(squaredError(rows)).isCloseTo((0.25 + 4) / 2, within(1e-12));
        assertThat(squaredError(outputs)).isCloseTo((0.25 + 4 + 0) / 3, within(1e-12));
    }

    private static double squaredError(INDArray mask) {
        DataSet batch = new DataSet(FEATURES, TARGETS, null, mask);
        return ValidationScore.<MultiLayerNetwork>meanSquaredError(new ListOfBatches(List.of(batch)))
                .calculateScore(identity());
    }

    /** Both data formats; a label mask, or without one the mask of the features. */
    @ParameterizedTest
    @EnumSource(RNNFormat.class)
    void scoresTimeSteps(RNNFormat format) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new RnnLossLayer.Builder()
                        .dataFormat(format)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(2, 3, format))
                .build());
        network.init();
        // Probabilities of the first class at the three steps: 0.9, 0.8, 0.6.
        INDArray features = Nd4j.create(new double[][][] {{{Math.log(9), Math.log(4), Math.log(1.5)}, {0, 0, 0}}});
        INDArray labels = Nd4j.create(new double[][][] {{{1, 0, 1}, {0, 1, 0}}});
        if (format == RNNFormat.NWC) {
            features = features.permute(0, 2, 1).dup('c');
            labels = labels.permute(0, 2, 1).dup('c');
        }
        INDArray mask = Nd4j.create(new double[][] {{1, 1, 0}});
        double nll = -(Math.log(0.9) + Math.log(0.2)) / 2;
        for (boolean ofLabels : new boolean[] {true, false}) {
            DataSet batch = new DataSet(features, labels, mask, ofLabels ? mask : null);
            assertThat(ValidationScore.negativeLogLikelihood(new ListOfBatches(List.of(batch)))
                            .calculateScore(network))
                    .isCloseTo(nll, within(1e-9));
        }
    }

    @Test
    void scoresTheChosenOutputOfAGraph() {
        ComputationGraph graph = EarlyStoppingNetworks.twoOutputs();
        INDArray classes = Nd4j.create(new double[][] {{0, 1}, {1, 0}});
        MultiDataSetIterator data = new SingletonMultiDataSetIterator(
                new MultiDataSet(new INDArray[] {FEATURES}, new INDArray[] {classes, TARGETS}));
        ValidationScore<ComputationGraph> accuracy = ValidationScore.accuracy(data);
        assertThat(accuracy.output("class").calculateScore(graph)).isEqualTo(0.5);
        ValidationScore<ComputationGraph> error = ValidationScore.meanSquaredError(data);
        assertThat(error.output("value").calculateScore(graph)).isCloseTo(8.25 / 4, within(1e-12));
        assertThatThrownBy(() -> accuracy.calculateScore(graph))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be one of [class, value], but was null");
        assertThatThrownBy(() -> accuracy.output("other").calculateScore(graph))
                .hasMessageContaining("must be one of [class, value], but was other");
        assertThatThrownBy(() -> accuracy.output("value").calculateScore(graph))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("accuracy takes probabilities of classes");
    }

    @Test
    void refusesWhatDoesNotFitTheMetric() {
        DataSetIterator data = EarlyStoppingNetworks.data(FEATURES, TARGETS);
        assertThatThrownBy(() -> ValidationScore.negativeLogLikelihood(data).calculateScore(identity()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("negative log likelihood takes probabilities of classes");
        assertThatThrownBy(() ->
                        ValidationScore.gaussianNegativeLogLikelihood(data).calculateScore(identity()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("labels for regression must be of shape [2, 1], but was [2, 2]");
        assertThatThrownBy(() -> ValidationScore.accuracy(data).output("out").calculateScore(identity()))
                .hasMessageContaining("output must be left out for a MultiLayerNetwork, but was out");
        assertThatThrownBy(() -> ValidationScore.accuracy(data).output(null))
                .hasMessageContaining("output must be given");
        assertThatThrownBy(() -> ValidationScore.accuracy((MultiDataSetIterator) null))
                .hasMessageContaining("data must be given");
    }
}
