package io.github.dl4jregularizers.loss;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossFMeasure;
import org.nd4j.linalg.lossfunctions.impl.LossL2;

class FloodedLossTest {

    private static final IActivation IDENTITY = new ActivationIdentity();
    private static final INDArray OUTPUT = Nd4j.createFromArray(new double[][] {{1, 2}, {3, 0}, {0, 1}});
    private static final INDArray LABELS = Nd4j.zeros(DataType.DOUBLE, 3, 2);

    private static double score(double level, INDArray mask, boolean average) {
        return new FloodedLoss(level, new LossL2()).computeScore(LABELS, OUTPUT, IDENTITY, mask, average);
    }

    /** The squares of the rows sum to 5, 9 and 1: 15, and 5 a row. */
    @Test
    void theLevelIsThatOfARowAndTheScoreASumOverRows() {
        assertThat(score(4.99, null, false)).isEqualTo(15);
        assertThat(score(5, null, false)).isEqualTo(15);
        assertThat(score(6, null, false)).isEqualTo(3 * (6 - 5) + 3 * 6);
        assertThat(score(6, null, true)).isEqualTo(7);
        assertThat(score(0, null, false)).isEqualTo(15);
    }

    @Test
    void maskedRowsCountNeitherInTheLossNorInTheNumberOfRows() {
        INDArray mask = Nd4j.createFromArray(1.0, 0.0, 1.0).reshape(3, 1);
        assertThat(score(2.9, mask, false)).isEqualTo(6);
        assertThat(score(3.1, mask, false)).isCloseTo(2 * 2 * 3.1 - 6, within(1e-12));
        ILossFunction flooded = new FloodedLoss(4, new LossL2());
        assertWithin(
                "rows",
                0,
                flooded.computeScoreArray(LABELS, OUTPUT, IDENTITY, mask),
                Nd4j.createFromArray(8.0 - 5, 0, 8 - 1).reshape(3, 1));
        assertThat(mask.toDoubleVector()).containsExactly(1, 0, 1);
        assertThat(score(4, Nd4j.zeros(DataType.DOUBLE, 3, 1), false)).isZero();
    }

    /** Of the first row the 2 is masked, the second row is masked: 1 + 0 + 1 in two rows. */
    @Test
    void aRowOfWhichSingleOutputsAreMaskedCountsAsOne() {
        INDArray mask = Nd4j.createFromArray(new double[][] {{1, 0}, {0, 0}, {1, 1}});
        assertThat(score(0.99, mask, false)).isEqualTo(2);
        assertThat(score(1.01, mask, false)).isCloseTo(4 * 1.01 - 2, within(1e-12));
    }

    @Test
    void theGradientChangesItsSignBelowTheLevelAndNowhereElse() {
        ILossFunction dry = new LossL2();
        INDArray gradient = dry.computeGradient(LABELS, OUTPUT, IDENTITY, null);
        assertWithin("above", 0, gradient(5), gradient);
        assertWithin("below", 0, gradient(5.01), gradient.neg());
    }

    private static INDArray gradient(double level) {
        return new FloodedLoss(level, new LossL2()).computeGradient(LABELS, OUTPUT, IDENTITY, null);
    }

    /** DL4J divides the sum over all time steps by the number of sequences. */
    @Test
    void aSequencesScoreIsThatOfItsTimeSteps() {
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new LSTM.Builder().nOut(2).build())
                .layer(new RnnOutputLayer.Builder(new FloodedLoss(50, new LabelSmoothingLoss(0)))
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(2))
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        network.params().assign(0);
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, 4, 3, 5);
        labels.tensorAlongDimension(1, 0, 2).assign(1);
        INDArray mask = Nd4j.ones(DataType.DOUBLE, 4, 5);
        mask.getRow(3).assign(0);
        DataSet data = new DataSet(Nd4j.ones(DataType.DOUBLE, 4, 2, 5), labels);
        assertThat(network.score(data)).isCloseTo(5 * (100 - Math.log(3)), within(1e-9));
        data.setLabelsMaskArray(mask);
        assertThat(network.score(data)).isCloseTo(15 * (100 - Math.log(3)) / 4, within(1e-9));
    }

    @Test
    void trainingStaysAtTheLevel() {
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Sgd(0.2))
                .list()
                .layer(new OutputLayer.Builder(new FloodedLoss(0.3, new LabelSmoothingLoss(0)))
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(2))
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        DataSet data = new DataSet(Nd4j.eye(2), Nd4j.eye(2));
        for (int i = 0; i < 200; i++) {
            network.fit(data);
        }
        INDArray output = network.output(data.getFeatures());
        double loss = -(Math.log(output.getDouble(0, 0)) + Math.log(output.getDouble(1, 1))) / 2;
        assertThat(loss).isCloseTo(0.3, within(0.02));
    }

    @Test
    void refusesALossThatIsNoSumOverRows() {
        assertThatThrownBy(() -> new FloodedLoss(0.1, new LossFMeasure()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loss must be a sum over rows");
    }
}
