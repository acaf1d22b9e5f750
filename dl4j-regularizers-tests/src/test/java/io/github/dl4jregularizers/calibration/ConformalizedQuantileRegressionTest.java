package io.github.dl4jregularizers.calibration;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Intervals against NumPy, and the guaranteed coverage. */
class ConformalizedQuantileRegressionTest {

    private static INDArray column(JsonNode node, DataType type) {
        INDArray values = Reference.array(node, type);
        return values.reshape(values.length(), 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"DOUBLE", "FLOAT"})
    void intervalsAreThoseOfTheReference(DataType type) {
        double rounding = type == DataType.DOUBLE ? 1e-12 : 1e-5;
        JsonNode cases = Reference.of("conformal-regression").get("cases");
        assertThat(cases).hasSize(3);
        for (JsonNode row : cases) {
            ConformalizedQuantileRegression predictor = ConformalizedQuantileRegression.calibrate(
                    PredictionIntervals.of(column(row.get("lower"), type), column(row.get("upper"), type)),
                    column(row.get("targets"), type),
                    row.get("alpha").asDouble());
            PredictionIntervals intervals = predictor.predict(
                    PredictionIntervals.of(column(row.get("testLower"), type), column(row.get("testUpper"), type)));
            assertThat(predictor.margin()).isCloseTo(row.get("margin").asDouble(), within(rounding));
            assertWithin("lower", rounding, intervals.lower(), column(row.get("low"), type));
            assertWithin("upper", rounding, intervals.upper(), column(row.get("high"), type));
            assertThat(intervals.lower().dataType()).isEqualTo(type);
            assertThat(intervals.coverage(column(row.get("testTargets"), type)))
                    .isEqualTo(row.get("coverage").asDouble());
            assertThat(intervals.averageWidth()).isCloseTo(row.get("width").asDouble(), within(rounding));
        }
    }

    /**
     * Targets U(0, 1) with bounds [0.4, 0.6]: of 19 calibration examples at 0.2, the 16th smallest score. The coverage
     * of a new target is Beta(16, 4): mean 0.8, deviation 0.0873. Five standard errors of 2,000 trials.
     */
    @Test
    void coverageIsTheGuaranteedOne() {
        SplittableRandom random = new SplittableRandom(3);
        int trials = 2000;
        double sum = 0;
        PredictionIntervals bounds = PredictionIntervals.of(
                Nd4j.valueArrayOf(new long[] {19}, 0.4, DataType.DOUBLE),
                Nd4j.valueArrayOf(new long[] {19}, 0.6, DataType.DOUBLE));
        for (int trial = 0; trial < trials; trial++) {
            INDArray targets = Nd4j.createFromArray(random.doubles(19).toArray());
            double margin = ConformalizedQuantileRegression.calibrate(bounds, targets, 0.2)
                    .margin();
            sum += Math.min(0.6 + margin, 1) - Math.max(0.4 - margin, 0);
        }
        assertThat(sum / trials).isCloseTo(0.8, within(5 * 0.0873 / Math.sqrt(trials)));
    }

    @Test
    void tooFewExamplesGiveInfiniteIntervals() {
        PredictionIntervals bounds = PredictionIntervals.of(Nd4j.zeros(8), Nd4j.ones(8));
        ConformalizedQuantileRegression predictor =
                ConformalizedQuantileRegression.calibrate(bounds, Nd4j.ones(8), 0.1);
        assertThat(predictor.margin()).isInfinite().isPositive();
        assertThat(predictor.predict(bounds).coverage(Nd4j.valueArrayOf(new long[] {8}, 1e30)))
                .isEqualTo(1);
    }

    @Test
    void isKeptAsJson() {
        PredictionIntervals bounds = PredictionIntervals.of(Nd4j.zeros(3), Nd4j.ones(3));
        ConformalizedQuantileRegression predictor =
                ConformalizedQuantileRegression.calibrate(bounds, Nd4j.createFromArray(0.5f, 2f, -0.25f), 0.5);
        assertThat(predictor.margin()).isEqualTo(0.25);
        ConformalizedQuantileRegression restored = ConformalizedQuantileRegression.fromJson(predictor.toJson());
        assertThat(restored).isEqualTo(predictor).hasSameHashCodeAs(predictor);
        assertThat(restored).isNotEqualTo(ConformalizedQuantileRegression.calibrate(bounds, Nd4j.ones(3), 0.5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConformalizedQuantileRegression.fromJson("{}"))
                .withMessageContaining("json must be the result of ConformalizedQuantileRegression.toJson()");
    }

    @Test
    void refusesBadArguments() {
        PredictionIntervals bounds = PredictionIntervals.of(Nd4j.zeros(2), Nd4j.ones(2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PredictionIntervals.of(Nd4j.ones(2), Nd4j.zeros(2)))
                .withMessage("upper 0 must be >= lower, 1.0, but was 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PredictionIntervals.of(Nd4j.ones(2), Nd4j.ones(2, 1)))
                .withMessage("upper must be of shape [2], but was [2, 1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PredictionIntervals.of(Nd4j.createFromArray(Double.NaN), Nd4j.createFromArray(1.0)))
                .withMessage("lower 0 must be finite, but was NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConformalizedQuantileRegression.calibrate(bounds, Nd4j.zeros(3), 0.1))
                .withMessage("targets must be of shape [2], but was [3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConformalizedQuantileRegression.calibrate(bounds, Nd4j.zeros(2), 1))
                .withMessage("miscoverage must be in (0, 1), but was 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConformalizedQuantileRegression.calibrate(null, Nd4j.zeros(2), 0.1))
                .withMessage("bounds must be given, but was null");
    }
}
