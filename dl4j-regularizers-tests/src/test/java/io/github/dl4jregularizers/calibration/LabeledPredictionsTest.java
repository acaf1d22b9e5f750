package io.github.dl4jregularizers.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Shapes, labels in both forms, masks, and refused arguments. */
class LabeledPredictionsTest {

    private static final INDArray PROBABILITIES =
            Nd4j.createFromArray(new double[][] {{0.7, 0.2, 0.1}, {0.1, 0.3, 0.6}, {0.4, 0.4, 0.2}, {0, 1, 0}});
    private static final INDArray ONE_HOT =
            Nd4j.createFromArray(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 1, 0}, {0, 0, 1}});
    private static final INDArray INDICES = Nd4j.createFromArray(0, 1, 1, 2);

    /**
     * Of the third two are equal and the first counts; the last is impossible, and costs what the smallest float does.
     */
    private static final double NLL = -(Math.log(0.7) + Math.log(0.3) + Math.log(0.4) + Math.log(Float.MIN_VALUE)) / 4;

    @Test
    void labelsInBothFormsAreTheSame() {
        for (INDArray labels :
                new INDArray[] {ONE_HOT, ONE_HOT.castTo(DataType.BOOL), INDICES, INDICES.reshape(4, 1)}) {
            LabeledPredictions predictions = LabeledPredictions.of(PROBABILITIES, labels);

            assertThat(predictions.size()).isEqualTo(4);
            assertThat(predictions.classes()).isEqualTo(3);
            assertThat(predictions.accuracy()).isEqualTo(0.25);
            assertThat(predictions.errors().toDoubleVector()).containsExactly(0, 1, 1, 1);
            assertThat(NegativeLogLikelihood.of(predictions)).isCloseTo(NLL, within(1e-12));
        }
        assertThat(NegativeLogLikelihood.of(PROBABILITIES, ONE_HOT)).isCloseTo(NLL, within(1e-12));
        assertThat(BrierScore.of(PROBABILITIES, ONE_HOT)).isCloseTo((0.14 + 0.86 + 0.56 + 2) / 4, within(1e-12));
        assertThat(CalibrationError.expected(PROBABILITIES, ONE_HOT, 1))
                .isCloseTo((0.7 + 0.6 + 0.4 + 1) / 4 - 0.25, within(1e-12));
    }

    /** Two examples of two steps each hold the same predictions, one after the other. */
    @Test
    void stepsAndPixelsArePredictions() {
        INDArray steps = PROBABILITIES.reshape(2, 2, 3).permute(0, 2, 1);
        INDArray stepLabels = ONE_HOT.reshape(2, 2, 3).permute(0, 2, 1);

        for (INDArray labels : new INDArray[] {stepLabels, INDICES.reshape(2, 2), INDICES.reshape(2, 1, 2)}) {
            assertThat(NegativeLogLikelihood.of(steps, labels)).isCloseTo(NLL, within(1e-12));
        }
        INDArray pixels = PROBABILITIES.reshape(1, 2, 2, 3).permute(0, 3, 1, 2);
        for (INDArray labels : new INDArray[] {
            ONE_HOT.reshape(1, 2, 2, 3).permute(0, 3, 1, 2), INDICES.reshape(1, 2, 2), INDICES.reshape(1, 1, 2, 2)
        }) {
            assertThat(LabeledPredictions.of(pixels, labels).errors().toDoubleVector())
                    .containsExactly(0, 1, 1, 1);
        }
    }

    @Test
    void whatIsMaskedIsNotLookedAt() {
        INDArray probabilities = PROBABILITIES.dup();
        probabilities.putRow(2, Nd4j.createFromArray(Double.NaN, 0, 0));
        INDArray labels = INDICES.dup().putScalar(2, 99);
        INDArray mask = Nd4j.createFromArray(1.0, 0.0, 0.0, 1.0);

        for (INDArray form : new INDArray[] {mask, mask.reshape(4, 1), mask.castTo(DataType.BOOL)}) {
            LabeledPredictions predictions = LabeledPredictions.of(probabilities, labels, form);
            assertThat(predictions.errors().toDoubleVector()).containsExactly(0, 1);
        }
        INDArray steps = probabilities.reshape(2, 2, 3).permute(0, 2, 1);
        assertThat(LabeledPredictions.of(steps, labels.reshape(2, 2), mask.reshape(2, 2))
                        .errors()
                        .toDoubleVector())
                .containsExactly(0, 1);
    }

    @Test
    void viewsAndFOrderAreReadAsTheyLook() {
        INDArray wide = Nd4j.concat(1, PROBABILITIES, ONE_HOT);
        INDArray view = wide.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3));

        assertThat(NegativeLogLikelihood.of(view, ONE_HOT.dup('f'))).isCloseTo(NLL, within(1e-12));
        assertThat(NegativeLogLikelihood.of(view.dup('f'), INDICES)).isCloseTo(NLL, within(1e-12));
    }

    @Test
    void refusesWhatIsNoDistribution() {
        refused(row(0.5, 0.4, 0.2), INDICES, "sum of probabilities in row 1 must be 1, but was 1.1");
        refused(row(1.2, -0.2, 0), INDICES, "probabilities in row 1 must be finite and >= 0, but was -0.2");
        refused(row(Double.NaN, 0, 1), INDICES, "probabilities in row 1 must be finite and >= 0, but was NaN");
        refused(row(Double.POSITIVE_INFINITY, 0, 0), INDICES, "finite and >= 0, but was Infinity");
        assertThat(LabeledPredictions.of(row(0.333, 0.333, 0.3333), INDICES).size())
                .isEqualTo(4);
    }

    private static INDArray row(double... values) {
        INDArray changed = PROBABILITIES.dup();
        changed.putRow(1, Nd4j.createFromArray(values));
        return changed;
    }

    /** A softmax computed in 16 bits, whose sum is off by up to 2.6 %; sums beyond the rounding are refused still. */
    @ParameterizedTest
    @ValueSource(ints = {2, 10, 100, 1000})
    void takesSoftmaxOfHalfPrecision(int classes) {
        INDArray logits = Nd4j.linspace(-3, 3, 20L * classes, DataType.DOUBLE)
                .reshape(classes, 20)
                .transpose()
                .dup('c')
                .castTo(DataType.FLOAT16);
        INDArray softmax = new ActivationSoftmax().getActivation(logits, false);
        INDArray labels = Nd4j.zeros(DataType.INT32, 20);
        assertThat(LabeledPredictions.of(softmax, labels).size()).isEqualTo(20);
        INDArray doubled = softmax.mul(2).castTo(DataType.FLOAT16);
        refused(doubled, labels, "sum of probabilities in row 0 must be 1");
    }

    @Test
    void refusesShapesThatDoNotFit() {
        refused(Nd4j.create(4, 1), INDICES, "probabilities must be of shape [examples, 2 or more classes, ...]");
        refused(Nd4j.createFromArray(0.5, 0.5), INDICES, "but was of shape [2]");
        refused(Nd4j.empty(DataType.DOUBLE), INDICES, "probabilities must be not empty, but was of shape []");
        refused(null, INDICES, "probabilities must be given, but was null");
        refused(PROBABILITIES, null, "labels must be given, but was null");
        refused(PROBABILITIES, Nd4j.createFromArray(0, 1, 1), "must be of shape [4], but was of shape [3]");
        refused(
                PROBABILITIES,
                ONE_HOT.get(NDArrayIndex.interval(0, 3)),
                "must be of shape [4], but was of shape [3, 3]");
    }

    @Test
    void refusesLabelsThatNameNoClass() {
        refused(PROBABILITIES, INDICES.dup().putScalar(3, 3), "label in row 3 must be a whole number from 0 to 2");
        refused(PROBABILITIES, INDICES.dup().putScalar(0, -1), "label in row 0 must be a whole number from 0 to 2");
        refused(PROBABILITIES, Nd4j.createFromArray(0, 0.5, 1, 1), "label in row 1 must be a whole number");
        refused(PROBABILITIES, Nd4j.createFromArray(0, 1, 1, Double.NaN), "label in row 3 must be a whole number");
        refused(
                PROBABILITIES,
                PROBABILITIES,
                "labels in row 0 must be a single 1 among zeros, but was [0.7, 0.2, 0.1]");
        refused(PROBABILITIES, ONE_HOT.mul(0), "labels in row 0 must be a single 1 among zeros");
        refused(PROBABILITIES, ONE_HOT.mul(0).addi(1), "labels in row 0 must be a single 1 among zeros");
    }

    @Test
    void refusesMasksThatDoNotFit() {
        refusedMask(Nd4j.create(DataType.DOUBLE, 4), "mask must be 1 for at least one prediction, but was 0 for all 4");
        refusedMask(Nd4j.createFromArray(1, 1, 1), "mask must be of shape [4], but was of shape [3]");
        refusedMask(Nd4j.createFromArray(1, 0.5, 1, 1), "mask must be 0 or 1, but was 0.5");
        refusedMask(Nd4j.createFromArray(1, Double.NaN, 1, 1), "mask must be 0 or 1, but was NaN");
    }

    private static void refused(INDArray probabilities, INDArray labels, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LabeledPredictions.of(probabilities, labels))
                .withMessageContaining(message);
    }

    private static void refusedMask(INDArray mask, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LabeledPredictions.of(PROBABILITIES, INDICES, mask))
                .withMessageContaining(message);
    }
}
