package io.github.dl4jregularizers.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The curve and its queries on numbers computed by hand, ties included, and refused arguments. */
class RiskCoverageCurveTest {

    /** Sorted: 0.1 right, 0.2 right and wrong, 0.5 right, 0.9 wrong. */
    private static final RiskCoverageCurve CURVE = RiskCoverageCurve.of(
            Nd4j.createFromArray(0.9, 0.2, 0.1, 0.5, 0.2), Nd4j.createFromArray(1.0, 0.0, 0.0, 0.0, 1.0));

    @Test
    void equalUncertaintiesAreAnsweredTogether() {
        assertThat(CURVE.thresholds()).containsExactly(0.1, 0.2, 0.5, 0.9);
        assertThat(CURVE.coverages()).containsExactly(0.2, 0.6, 0.8, 1);
        assertThat(CURVE.risks()).containsExactly(new double[] {0, 1.0 / 3, 0.25, 0.4}, within(1e-15));
    }

    /** Half an error after two answers, one after three. */
    @Test
    void areaTakesTiesAtTheirMean() {
        assertThat(CURVE.area()).isCloseTo((0 + 0.5 / 2 + 1.0 / 3 + 1.0 / 4 + 2.0 / 5) / 5, within(1e-15));
    }

    @Test
    void answersBothQuestions() {
        assertThat(CURVE.riskAt(0.2)).isZero();
        assertThat(CURVE.riskAt(0.21)).isCloseTo(1.0 / 3, within(1e-15));
        assertThat(CURVE.riskAt(1)).isEqualTo(0.4);
        assertThat(CURVE.thresholdForCoverage(0.7)).isEqualTo(0.5);
        assertThat(CURVE.coverageAt(0.3)).isEqualTo(0.8);
        assertThat(CURVE.thresholdForRisk(0.3)).isEqualTo(0.5);
        assertThat(CURVE.coverageAt(0.1)).isEqualTo(0.2);
        assertThat(CURVE.coverageAt(1)).isEqualTo(1);
    }

    @Test
    void aRiskThatIsNeverLowEnoughIsAnsweredByAbstaining() {
        RiskCoverageCurve wrong = RiskCoverageCurve.of(Nd4j.createFromArray(0.5, 0.7), Nd4j.ones(2));

        assertThat(wrong.coverageAt(0.5)).isZero();
        assertThat(wrong.thresholdForRisk(0.5)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void bothZerosAreOneUncertainty() {
        assertThat(RiskCoverageCurve.of(Nd4j.createFromArray(0.0, -0.0, 0.0), Nd4j.createFromArray(1.0, 0.0, 1.0))
                        .thresholds())
                .hasSize(1);
    }

    @Test
    void refusesWhatDoesNotFit() {
        INDArray three = Nd4j.createFromArray(0.1, 0.2, 0.3);
        refused(Nd4j.createFromArray(0.1, Double.NaN), three, "uncertainty 1 must be finite, but was NaN");
        refused(three, Nd4j.createFromArray(1.0, 0.0), "number of losses must be that of uncertainties, 3, but was 2");
        refused(three, three.neg(), "losses 0 must be finite and >= 0, but was -0.1");
        refused(Nd4j.create(2, 2), three, "uncertainty must be of shape [2], but was of shape [2, 2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CURVE.riskAt(0))
                .withMessage("coverage must be in (0, 1], but was 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CURVE.thresholdForCoverage(1.1))
                .withMessage("coverage must be in (0, 1], but was 1.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CURVE.coverageAt(-0.1))
                .withMessage("risk must be finite and >= 0, but was -0.1");
    }

    private static void refused(INDArray uncertainty, INDArray losses, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RiskCoverageCurve.of(uncertainty, losses))
                .withMessage(message);
    }

    @Test
    void aurocCountsOrderAndTies() {
        INDArray low = Nd4j.createFromArray(1.0, 2.0);
        assertThat(Auroc.of(low, Nd4j.createFromArray(3.0, 4.0, 5.0))).isEqualTo(1);
        assertThat(Auroc.of(low, Nd4j.createFromArray(0.0))).isZero();
        assertThat(Auroc.of(low, low)).isEqualTo(0.5);
        assertThat(Auroc.of(Nd4j.createFromArray(0.0), Nd4j.createFromArray(-0.0)))
                .isEqualTo(0.5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Auroc.of(low, Nd4j.createFromArray(Double.NaN)))
                .withMessage("outOfDistribution 0 must be finite, but was NaN");
    }
}
