package io.github.dl4jregularizers.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.augment.AugmentedDataSetIterator;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.loss.DistillationLoss;
import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;

/** Teacher's outputs beside the labels, and a student that learns from them. */
class TeacherLabelsTest {

    private static MultiLayerNetwork classifier(int seed, Activation activation) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(0.05))
                .list()
                .layer(new OutputLayer.Builder(new DistillationLoss(2, 0))
                        .nIn(4)
                        .nOut(3)
                        .activation(activation)
                        .build())
                .build());
        network.init();
        return network;
    }

    private static DataSet batch() {
        return new DataSet(
                Nd4j.rand(DataType.FLOAT, 6, 4),
                Nd4j.eye(6).get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3)).dup());
    }

    /** A linear student without labels can copy a linear teacher, up to constants of the softmax. */
    @Test
    void aStudentLearnsItsTeacher() {
        MultiLayerNetwork teacher = classifier(1, Activation.SOFTMAX);
        MultiLayerNetwork student = classifier(2, Activation.SOFTMAX);
        DataSet batch = batch();
        DataSet before = batch.copy();
        student.fit(
                new AugmentedDataSetIterator(
                        new ListOfBatches(List.of(batch)),
                        changed -> changed.setFeatures(changed.getFeatures().mul(3)),
                        TeacherLabels.of(teacher)),
                400);
        INDArray seen = batch.getFeatures().mul(3);
        assertThat(student.output(seen).sub(teacher.output(seen)).amaxNumber().doubleValue())
                .isLessThan(0.01);
        assertThat(batch).isEqualTo(before);
    }

    @Test
    void aPredictorMayBeTheTeacher() {
        DataSet batch = batch();
        UnaryOperator<INDArray> uniform =
                features -> Nd4j.valueArrayOf(new long[] {features.size(0), 3}, 1 / 3.0, DataType.DOUBLE);
        TeacherLabels.of(uniform).preProcess(batch);
        assertThat(batch.getLabels().dataType()).isEqualTo(DataType.FLOAT);
        assertThat(batch.getLabels().shape()).containsExactly(6, 6);
        assertThat(batch.getLabels().getFloat(4, 5)).isEqualTo(1 / 3f);
    }

    @Test
    void sequencesHaveLabelsOnTheirClassAxisAndMasks() {
        for (RNNFormat format : RNNFormat.values()) {
            MultiLayerNetwork teacher = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                    .list()
                    .layer(new LSTM.Builder().nOut(3).dataFormat(format).build())
                    .layer(new RnnOutputLayer.Builder(new DistillationLoss(2, 0.5))
                            .nOut(2)
                            .dataFormat(format)
                            .activation(Activation.SOFTMAX)
                            .build())
                    .setInputType(InputType.recurrent(4, 5, format))
                    .build());
            teacher.init();
            boolean channels = format == RNNFormat.NCW;
            INDArray mask = Nd4j.createFromArray(new float[][] {{1, 1, 1, 1, 1}, {1, 1, 0, 0, 0}});
            DataSet batch = new DataSet(
                    Nd4j.rand(channels ? new int[] {2, 4, 5} : new int[] {2, 5, 4}),
                    Nd4j.rand(channels ? new int[] {2, 2, 5} : new int[] {2, 5, 2}),
                    mask,
                    mask);
            INDArray expected = Nd4j.concat(
                    channels ? 1 : 2, batch.getLabels(), teacher.output(batch.getFeatures(), false, mask, null));
            TeacherLabels.of(teacher).preProcess(batch);
            assertThat(batch.getLabels()).isEqualTo(expected);
            teacher.fit(batch);
            assertThat(teacher.score()).isPositive();
        }
    }

    @Test
    void unsuitableTeachersAreRefused() {
        assertThatThrownBy(() -> TeacherLabels.of(classifier(1, Activation.IDENTITY)))
                .hasMessageContaining("output of the teacher must be a softmax over classes");
        assertThatThrownBy(() -> TeacherLabels.of((UnaryOperator<INDArray>) null))
                .hasMessageContaining("predictor must be given");
        TeacherLabels teacher = TeacherLabels.of(classifier(1, Activation.SOFTMAX));
        assertThatThrownBy(() -> teacher.preProcess(new DataSet(Nd4j.rand(2, 4), Nd4j.rand(2, 5))))
                .hasMessage("labels must be of shape [2, 3], but was [2, 5]");
        assertThatThrownBy(() -> teacher.preProcess(new DataSet(Nd4j.rand(2, 4), null)))
                .hasMessageContaining("labels must be given");
    }
}
