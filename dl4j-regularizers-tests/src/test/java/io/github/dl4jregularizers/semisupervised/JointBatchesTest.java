package io.github.dl4jregularizers.semisupervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.loss.SampleWeightedLoss;
import io.github.dl4jregularizers.schedule.RampUp;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Batches of labeled and unlabeled data: sequences, types, restarts. */
class JointBatchesTest {

    static final DataSetPreProcessor UNCHANGED = batch -> {};
    static final ILossFunction WEIGHTED = new SampleWeightedLoss(new LabelSmoothingLoss(0));

    static MultiLayerNetwork dense(DataType type, Activation activation, ILossFunction loss) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(type)
                .updater(new Sgd(0.1))
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(5).build())
                .layer(new OutputLayer.Builder(loss)
                        .nIn(5)
                        .nOut(3)
                        .activation(activation)
                        .build())
                .build());
        network.init();
        return network;
    }

    static DataSetIterator data(DataType type, int... sizes) {
        List<DataSet> batches = new ArrayList<>();
        for (int size : sizes) {
            INDArray labels = Nd4j.zeros(type, size, 3);
            for (int i = 0; i < size; i++) {
                labels.putScalar(i, i % 3, 1);
            }
            batches.add(new DataSet(Nd4j.rand(type, size, 4), labels));
        }
        return new ListOfBatches(batches);
    }

    @Test
    void anEpochIsOnePassOverTheUnlabeledData() {
        MultiLayerNetwork network = dense(DataType.FLOAT, Activation.SOFTMAX, WEIGHTED);
        JointBatches batches =
                PseudoLabels.of(network, data(DataType.FLOAT, 2, 3), data(DataType.FLOAT, 6, 6, 6, 5, 6));
        List<Integer> sizes = new ArrayList<>();
        network.setListeners(new BaseTrainingListener() {
            @Override
            public void iterationDone(org.deeplearning4j.nn.api.Model model, int iteration, int epoch) {
                sizes.add(((MultiLayerNetwork) model).batchSize());
            }
        });
        network.fit(batches, 2);
        assertThat(sizes).containsExactly(8, 9, 8, 8, 8, 9, 8, 9, 7, 9);
        assertThat(network.getEpochCount()).isEqualTo(2);
        assertThat(batches.asyncSupported()).isFalse();
        assertThat(batches.batch()).isEqualTo(8);
    }

    @Test
    void weightsFollowTheSchedule() {
        MultiLayerNetwork network = dense(DataType.DOUBLE, Activation.SOFTMAX, WEIGHTED);
        JointBatches batches = PseudoLabels.of(network, data(DataType.DOUBLE, 2), data(DataType.DOUBLE, 6, 6, 6))
                .withWeight(RampUp.linear(ScheduleType.ITERATION, 3, 0, 2));
        for (double expected : new double[] {0, 1.5, 3}) {
            DataSet batch = batches.next();
            assertThat(batch.getLabels().getColumn(3).toDoubleVector())
                    .containsExactly(
                            new double[] {
                                4, 4, w(expected), w(expected), w(expected), w(expected), w(expected), w(expected)
                            },
                            within(1e-12));
            network.fit(batch);
        }
    }

    /** The weight of an unlabeled example among 8, of which 6 are unlabeled. */
    private static double w(double weight) {
        return weight * 8 / 6;
    }

    @Test
    void neitherTheDataNorTheNetworkChanges() {
        MultiLayerNetwork network = dense(DataType.FLOAT, Activation.SOFTMAX, WEIGHTED);
        DataSet known = data(DataType.FLOAT, 2).next();
        DataSet unknown = data(DataType.FLOAT, 3).next();
        DataSet knownBefore = known.copy();
        DataSet unknownBefore = unknown.copy();
        INDArray parameters = network.params().dup();
        DataSetPreProcessor inPlace = batch -> batch.getFeatures().muli(2);
        FixMatch batches = FixMatch.of(
                network, new ListOfBatches(List.of(known)), new ListOfBatches(List.of(unknown)), inPlace, inPlace);
        assertThatThrownBy(batches::acceptedShare).isInstanceOf(IllegalStateException.class);
        DataSet batch = batches.next();
        assertThat(batch.getFeatures())
                .isEqualTo(Nd4j.concat(0, known.getFeatures(), unknown.getFeatures())
                        .mul(2));
        assertThat(known).isEqualTo(knownBefore);
        assertThat(unknown).isEqualTo(unknownBefore);
        assertThat(network.params()).isEqualTo(parameters);
    }

    @Test
    void equalProbabilitiesGiveOneClass() {
        MultiLayerNetwork network = dense(DataType.FLOAT, Activation.SOFTMAX, WEIGHTED);
        network.params().assign(0);
        INDArray labels = PseudoLabels.of(network, data(DataType.FLOAT, 2), data(DataType.FLOAT, 3))
                .next()
                .getLabels();
        assertThat(labels.get(NDArrayIndex.interval(2, 5), NDArrayIndex.interval(0, 3)))
                .isEqualTo(Nd4j.createFromArray(new float[][] {{1, 0, 0}, {1, 0, 0}, {1, 0, 0}}));
    }

    @Test
    void halfPrecisionTrains() {
        MultiLayerNetwork network = dense(DataType.FLOAT16, Activation.SOFTMAX, WEIGHTED);
        FixMatch batches = FixMatch.of(
                        network, data(DataType.FLOAT16, 2), data(DataType.FLOAT16, 6, 6), UNCHANGED, UNCHANGED)
                .withThreshold(0);
        network.fit(batches);
        assertThat(network.score()).isBetween(0.5, 5.0);
        assertThat(batches.acceptedShare()).isEqualTo(1);
    }

    /** Unlabeled sequences are shorter and masked; the expected score is computed step by step. */
    @Test
    void sequencesOfDifferentLengthsAndMasks() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new LSTM.Builder().nIn(4).nOut(5).build())
                .layer(new RnnOutputLayer.Builder(WEIGHTED)
                        .nIn(5)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, 2, 3, 6);
        labels.get(NDArrayIndex.all(), NDArrayIndex.point(1), NDArrayIndex.all())
                .assign(1);
        DataSet known = new DataSet(Nd4j.rand(DataType.DOUBLE, 2, 4, 6), labels);
        INDArray mask = Nd4j.createFromArray(new double[][] {{1, 1, 1, 1}, {1, 1, 0, 0}, {1, 0, 0, 0}});
        DataSet unknown = new DataSet(Nd4j.rand(DataType.DOUBLE, 3, 4, 4), null, mask, null);
        FixMatch batches = FixMatch.of(
                        network,
                        new ListOfBatches(List.of(known)),
                        new ListOfBatches(List.of(unknown)),
                        UNCHANGED,
                        UNCHANGED)
                .withThreshold(0.34);
        DataSet batch = batches.next();
        assertThat(batch.getLabels().shape()).containsExactly(5, 4, 6);

        INDArray forKnown = network.output(known.getFeatures());
        INDArray forUnknown = network.output(unknown.getFeatures(), false, mask, null);
        double expected = 0;
        for (int step = 0; step < 6; step++) {
            expected -= Math.log(forKnown.getDouble(0, 1, step)) / 2 + Math.log(forKnown.getDouble(1, 1, step)) / 2;
        }
        int accepted = 0;
        for (int i = 0; i < 3; i++) {
            for (int step = 0; step < 4; step++) {
                double largest = Math.max(
                        forUnknown.getDouble(i, 0, step),
                        Math.max(forUnknown.getDouble(i, 1, step), forUnknown.getDouble(i, 2, step)));
                if (mask.getDouble(i, step) == 1 && largest >= 0.34) {
                    expected -= Math.log(largest) / 3;
                    accepted++;
                }
            }
        }
        assertThat(accepted).isBetween(1, 7);
        assertThat(batches.acceptedShare()).isCloseTo(accepted / 7.0, within(1e-6));
        assertThat(network.score(batch, false)).isCloseTo(expected, within(1e-10));
        network.fit(batch);
    }

    @Test
    void theTeacherIsTheNetworkBeforeTheFirstStep() {
        MultiLayerNetwork network = dense(
                DataType.FLOAT, Activation.SOFTMAX, new SampleWeightedLoss(new LabelSmoothingLoss(0), new LossMSE()));
        ExponentialMovingAverage teacher = new ExponentialMovingAverage(0.9);
        network.setListeners(teacher);
        DataSetIterator unlabeled = data(DataType.FLOAT, 3, 3);
        MeanTeacher batches = MeanTeacher.of(network, teacher, data(DataType.FLOAT, 2), unlabeled, UNCHANGED)
                .withWeight(new FixedSchedule(7));
        DataSet batch = batches.next();
        INDArray labels = batch.getLabels();
        assertThat(labels.get(NDArrayIndex.all(), NDArrayIndex.interval(3, 6)))
                .isEqualTo(network.output(batch.getFeatures()));
        assertThat(labels.getColumn(6).toFloatVector()).containsExactly(1, 1, 0, 0, 0);
        assertThat(labels.getColumn(7).toFloatVector()).containsOnly(7);
        network.fit(batches, 3);
        assertThat(network.params()).isNotEqualTo(teacher.averaged(network).params());
    }
}
