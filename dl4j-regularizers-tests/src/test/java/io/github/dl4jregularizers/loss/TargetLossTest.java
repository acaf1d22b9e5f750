package io.github.dl4jregularizers.loss;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** Losses whose labels have further columns: teacher's outputs, weights. */
class TargetLossTest {

    private static final INDArray LOGITS = Nd4j.createFromArray(new double[][] {{1, 2, -1}, {0.5, 0, 3}, {-2, 1, 1}});
    private static final INDArray LABELS = Nd4j.createFromArray(new double[][] {{1, 0, 0}, {0, 0, 1}, {0, 1, 0}});

    private static double score(ILossFunction loss, INDArray labels) {
        return loss.computeScore(labels, LOGITS.dup(), new ActivationSoftmax(), null, false);
    }

    private static INDArray gradient(ILossFunction loss, INDArray labels) {
        return loss.computeGradient(labels, LOGITS.dup(), new ActivationSoftmax(), null);
    }

    private static INDArray withWeights(double... weights) {
        return Nd4j.hstack(LABELS, Nd4j.createFromArray(weights).reshape(3, 1));
    }

    @Test
    void aRowOfWeightZeroAddsNothingEvenIfNotFinite() {
        ILossFunction loss = new SampleWeightedLoss(new LabelSmoothingLoss(0.1));
        INDArray broken = withWeights(2, 0, 1);
        broken.getRow(1).get(NDArrayIndex.interval(0, 3)).assign(Double.POSITIVE_INFINITY);
        INDArray rows =
                new LabelSmoothingLoss(0.1).computeScoreArray(LABELS, LOGITS.dup(), new ActivationSoftmax(), null);
        assertThat(score(loss, broken)).isCloseTo(2 * rows.getDouble(0) + rows.getDouble(2), within(1e-14));
        assertThat(gradient(loss, broken).getRow(1).norm1Number().doubleValue()).isZero();
    }

    @Test
    void weightsMultiplyTheMaskOfTheLayer() {
        ILossFunction loss = new SampleWeightedLoss(new LabelSmoothingLoss(0));
        INDArray mask = Nd4j.createFromArray(0.0, 1, 1).reshape(3, 1);
        double masked = loss.computeScore(withWeights(5, 2, 3), LOGITS.dup(), new ActivationSoftmax(), mask, true);
        assertThat(masked).isCloseTo(score(loss, withWeights(0, 2, 3)) / 3, within(1e-14));
    }

    @Test
    void labelsOfALossWithSeveralOutputsPerLabelHaveTheirOwnColumns() {
        ILossFunction plain = new GaussianNegativeLogLikelihoodLoss();
        ILossFunction loss = new SampleWeightedLoss(plain);
        INDArray outputs = Nd4j.createFromArray(new double[][] {{1, 0.5}, {2, -1}});
        INDArray labels = Nd4j.createFromArray(new double[][] {{0.7}, {2.5}});
        INDArray weights = Nd4j.createFromArray(new double[][] {{3}, {0.5}});
        INDArray rows = plain.computeScoreArray(labels, outputs.dup(), new ActivationIdentity(), null);
        assertWithin(
                "weighted rows",
                1e-14,
                loss.computeScoreArray(Nd4j.hstack(labels, weights), outputs.dup(), new ActivationIdentity(), null),
                rows.mul(weights));
        assertWithin(
                "ordinary labels",
                0,
                loss.computeScoreArray(labels, outputs.dup(), new ActivationIdentity(), null),
                rows);
    }

    @Test
    void otherNumbersOfColumnsAreRefused() {
        assertThatThrownBy(() -> score(new SampleWeightedLoss(new LabelSmoothingLoss(0)), Nd4j.ones(3, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("labels must be of shape [3, 3], or with weights [3, 4], but was [3, 5]");
        assertThatThrownBy(() -> score(new DistillationLoss(2, 0.5), Nd4j.ones(3, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("labels must be of shape [3, 3], or with the teacher's outputs [3, 6], but was [3, 4]");
    }

    @Test
    void aPerfectStudentHasNoDistillationLoss() {
        INDArray teacher = Nd4j.nn.softmax(LOGITS, 1);
        ILossFunction loss = new DistillationLoss(3, 0);
        assertThat(score(loss, Nd4j.hstack(LABELS, teacher))).isCloseTo(0, within(1e-12));
        assertThat(gradient(loss, Nd4j.hstack(LABELS, teacher)).amaxNumber().doubleValue())
                .isLessThan(1e-12);
    }

    /** A float softmax underflows to 0, half of it at 1e-7. */
    @Test
    void aTeacherThatIsCertainIsNoProblem() {
        for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT, DataType.FLOAT16}) {
            INDArray labels = Nd4j.hstack(LABELS, LABELS).castTo(type);
            ILossFunction loss = new DistillationLoss(1, 0);
            double expected = score(new LabelSmoothingLoss(0), LABELS);
            assertThat(loss.computeScore(labels, LOGITS.castTo(type), new ActivationSoftmax(), null, false))
                    .isCloseTo(expected, within(type == DataType.FLOAT16 ? 1e-2 : 1e-6));
        }
    }
}
