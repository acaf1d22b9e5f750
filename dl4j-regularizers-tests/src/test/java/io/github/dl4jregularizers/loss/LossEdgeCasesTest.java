package io.github.dl4jregularizers.loss;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Infinite logits, unusual labels, half precision. */
class LossEdgeCasesTest {

    private static final IActivation SOFTMAX = new ActivationSoftmax();
    private static final double MINUS_INFINITY = Double.NEGATIVE_INFINITY;

    static Stream<SoftmaxLoss> softmaxLosses() {
        return Stream.of(
                new LabelSmoothingLoss(0),
                new LabelSmoothingLoss(0, Nd4j.createFromArray(1.0, 1.0, 1.0)),
                new ConfidencePenaltyLoss(0),
                new FocalLoss(0),
                new SymmetricCrossEntropyLoss(1, 0));
    }

    /**
     * A class with logit minus infinity and label 0 has no effect: the loss of logits 0 and 1 is log(1 + e) - 1 for the
     * second.
     */
    @ParameterizedTest
    @MethodSource("softmaxLosses")
    void impossibleClassesWithoutLabelTakeNoPart(SoftmaxLoss loss) {
        INDArray logits = Nd4j.createFromArray(new double[][] {{0, 1, MINUS_INFINITY}});
        INDArray labels = Nd4j.createFromArray(new double[][] {{0, 1, 0}});
        Pair<Double, INDArray> both = loss.computeGradientAndScore(labels, logits, SOFTMAX, null, false);
        assertThat(both.getFirst()).isCloseTo(Math.log(1 + Math.E) - 1, within(1e-12));
        double p = 1 / (1 + Math.E);
        assertWithin("gradient", 1e-12, both.getSecond(), Nd4j.createFromArray(new double[][] {{p, -p, 0}}));
    }

    @Test
    void impossibleClassesAddNoEntropy() {
        INDArray logits = Nd4j.createFromArray(new double[][] {{0, 0, MINUS_INFINITY}});
        INDArray labels = Nd4j.createFromArray(new double[][] {{0, 1, 0}});
        Pair<Double, INDArray> both =
                new ConfidencePenaltyLoss(0.5).computeGradientAndScore(labels, logits, SOFTMAX, null, false);
        assertThat(both.getFirst()).isCloseTo(0.5 * Math.log(2), within(1e-12));
        assertWithin("gradient", 1e-12, both.getSecond(), Nd4j.createFromArray(new double[][] {{0.5, -0.5, 0}}));
    }

    /** A label of probability 0: an infinite loss, and the gradient of the softmax minus the label. */
    @Test
    void anImpossibleLabelHasInfiniteLoss() {
        INDArray logits = Nd4j.createFromArray(new double[][] {{0, MINUS_INFINITY}});
        INDArray labels = Nd4j.createFromArray(new double[][] {{0, 1}});
        for (ILossFunction loss : new ILossFunction[] {new LabelSmoothingLoss(0), new FocalLoss(2)}) {
            Pair<Double, INDArray> both = loss.computeGradientAndScore(labels, logits, SOFTMAX, null, false);
            assertThat(both.getFirst()).isEqualTo(Double.POSITIVE_INFINITY);
            assertWithin("gradient", 1e-12, both.getSecond(), Nd4j.createFromArray(new double[][] {{1, -1}}));
        }
    }

    @Test
    void infiniteLogitsOfSigmoidsWithRightLabelsHaveNoLoss() {
        INDArray logits = Nd4j.createFromArray(new double[][] {{MINUS_INFINITY, Double.POSITIVE_INFINITY}});
        INDArray labels = Nd4j.createFromArray(new double[][] {{0, 1}});
        Pair<Double, INDArray> both = new BinaryLabelSmoothingLoss(0)
                .computeGradientAndScore(labels, logits, new ActivationSigmoid(), null, false);
        assertThat(both.getFirst()).isZero();
        assertWithin("gradient", 0, both.getSecond().add(0.0), Nd4j.zeros(DataType.DOUBLE, 1, 2));
    }

    /** With equal logits of K = 4: a row of zeros has the target e / K per class, two ones (1 - e) 2 + e in all. */
    @Test
    void rowsOfZerosAndMultiHotRowsEnterTheFormula() {
        INDArray logits = Nd4j.zeros(DataType.DOUBLE, 2, 4);
        INDArray labels = Nd4j.createFromArray(new double[][] {{0, 0, 0, 0}, {1, 0, 1, 0}});
        INDArray rows = new LabelSmoothingLoss(0.2).computeScoreArray(labels, logits, SOFTMAX, null);
        assertWithin(
                "rows",
                1e-12,
                rows,
                Nd4j.createFromArray(0.2 * Math.log(4), 1.8 * Math.log(4)).reshape(2, 1));
    }

    @Test
    void checkedLabelsRefuseRowsThatAreNoDistribution() {
        ILossFunction loss = new CheckedLabelsLoss(new LossMCXENT());
        INDArray logits = Nd4j.zeros(DataType.DOUBLE, 2, 3);
        INDArray mask = Nd4j.createFromArray(1.0, 0.0).reshape(2, 1);
        INDArray zeros = Nd4j.createFromArray(new double[][] {{0, 1, 0}, {0, 0, 0}});
        assertThatThrownBy(() -> loss.computeScore(zeros, logits, SOFTMAX, null, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sum of the labels in row 1 must be 1 (one-hot or probabilities), but was 0.0");
        assertThat(loss.computeScore(zeros, logits, SOFTMAX, mask, false)).isCloseTo(Math.log(3), within(1e-12));
        INDArray multiHot = Nd4j.createFromArray(new double[][] {{1, 1, 0}, {0, 0, 1}});
        assertThatThrownBy(() -> loss.computeGradientAndScore(multiHot, logits, SOFTMAX, mask, false))
                .hasMessageContaining("row 0")
                .hasMessageContaining("2.0");
        INDArray negative = Nd4j.createFromArray(new double[][] {{1.5, -0.5, 0}, {0, 0, 1}});
        assertThatThrownBy(() -> loss.computeGradient(negative, logits, SOFTMAX, null))
                .hasMessageContaining("label in row 0 must be finite and >= 0, but was -0.5");
        assertThatThrownBy(() -> loss.computeScoreArray(negative, logits, SOFTMAX, null))
                .hasMessageContaining("label in row 0");
    }

    /** Beyond the clamp the log variance has no gradient, and the score stays finite. */
    @Test
    void logVariancesAreClamped() {
        INDArray output = Nd4j.createFromArray(new double[][] {{1, -50}});
        INDArray label = Nd4j.createFromArray(new double[][] {{0}});
        Pair<Double, INDArray> both = new GaussianNegativeLogLikelihoodLoss()
                .computeGradientAndScore(label, output, new ActivationIdentity(), null, false);
        assertThat(both.getFirst()).isEqualTo((-20 + Math.exp(20)) / 2);
        assertWithin("gradient", 0, both.getSecond(), Nd4j.createFromArray(new double[][] {{Math.exp(20), 0}}));
    }

    @Test
    void refusesOutputsAndActivationsThatDoNotFit() {
        INDArray three = Nd4j.zeros(DataType.DOUBLE, 1, 3);
        ILossFunction gaussian = new GaussianNegativeLogLikelihoodLoss();
        assertThatThrownBy(() -> gaussian.computeScore(three, three, new ActivationIdentity(), null, false))
                .hasMessageContaining("even")
                .hasMessageContaining("3");
        assertThatThrownBy(() -> gaussian.computeScore(three, three, SOFTMAX, null, false))
                .hasMessageContaining("identity")
                .hasMessageContaining("softmax");
        assertThatThrownBy(() -> new BinaryFocalLoss(2).computeScore(three, three, SOFTMAX, null, false))
                .hasMessageContaining("sigmoid")
                .hasMessageContaining("softmax");
    }

    static Stream<ILossFunction> losses() {
        return Stream.of(
                new LabelSmoothingLoss(0.1),
                new ConfidencePenaltyLoss(0.1),
                new FocalLoss(2),
                new GeneralizedCrossEntropyLoss(),
                new SymmetricCrossEntropyLoss(1, 1),
                new FloodedLoss(5, new LabelSmoothingLoss(0.1)),
                new CheckedLabelsLoss(new LabelSmoothingLoss(0.1)),
                new BinaryLabelSmoothingLoss(0.1),
                new BinaryFocalLoss(2, 0.25),
                new GaussianNegativeLogLikelihoodLoss(0.5));
    }

    /** In half precision each loss is that of the rounded outputs. */
    @ParameterizedTest
    @MethodSource("losses")
    void halfPrecisionRoundsOnly(ILossFunction loss) {
        IActivation activation = SOFTMAX;
        if (loss instanceof SigmoidLoss) {
            activation = new ActivationSigmoid();
        } else if (loss instanceof GaussianNegativeLogLikelihoodLoss) {
            activation = new ActivationIdentity();
        }
        INDArray half = Nd4j.createFromArray(new double[][] {{0.5, -2, 1, 3}, {10, -10, 0.1, 1}})
                .castTo(DataType.FLOAT16);
        INDArray exact = half.castTo(DataType.DOUBLE);
        INDArray labels = loss instanceof GaussianNegativeLogLikelihoodLoss
                ? Nd4j.createFromArray(new double[][] {{1, 0}, {9, -9}})
                : Nd4j.createFromArray(new double[][] {{0, 0, 1, 0}, {1, 0, 0, 0}});
        INDArray gradient = loss.computeGradient(labels.castTo(DataType.FLOAT16), half, activation, null);
        assertThat(gradient.dataType()).isEqualTo(DataType.FLOAT16);
        assertWithin("gradient", 1e-3, gradient, loss.computeGradient(labels, exact, activation, null));
        assertWithin(
                "rows",
                1e-2,
                loss.computeScoreArray(labels.castTo(DataType.FLOAT16), half, activation, null),
                loss.computeScoreArray(labels, exact, activation, null));
    }
}
