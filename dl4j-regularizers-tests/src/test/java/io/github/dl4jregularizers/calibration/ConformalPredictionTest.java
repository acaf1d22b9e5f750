package io.github.dl4jregularizers.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.noise.SeededNoise;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The guaranteed coverage, the order statistic, JSON, and refused arguments. */
class ConformalPredictionTest {

    private static final int CLASSES = 4;
    private static final int CALIBRATION = 50;
    private static final int TEST = 50;
    private static final int TRIALS = 1000;
    private static final double MISCOVERAGE = 0.1;

    static List<ConformalScore> scores() {
        return List.of(
                ConformalScore.LEAST_AMBIGUOUS,
                ConformalScore.ADAPTIVE,
                ConformalScore.RANDOMIZED_ADAPTIVE,
                ConformalScore.regularizedAdaptive(1, 0.1));
    }

    /**
     * Weakly informative predictions, and a new calibration set per trial. Without ties, the coverage of new examples
     * is Beta(k, n + 1 - k) with k = ceil(0.9 * 51) = 46. Its mean is 46/51 = 0.902, in [0.9, 0.9 + 1/51]. The mean
     * over the trials may be 4.5 standard deviations from it: a seed fails with a probability of 7e-6 per score.
     * Adaptive scores without draws tie at 1 for the least probable class, and may cover more.
     */
    @ParameterizedTest
    @MethodSource("scores")
    void coverageIsTheGuaranteedOne(ConformalScore score) {
        SplittableRandom random = new SplittableRandom(7);
        double sum = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            double[][] all = new double[CALIBRATION + TEST][];
            int[] labels = new int[all.length];
            for (int i = 0; i < all.length; i++) {
                labels[i] = random.nextInt(CLASSES);
                all[i] = prediction(labels[i], random);
            }
            LabeledPredictions calibration = LabeledPredictions.of(rows(all, 0, CALIBRATION), part(labels, 0));
            ConformalPrediction predictor =
                    ConformalPrediction.calibrate(score, calibration, MISCOVERAGE, new SeededNoise(3, trial, 0, 1));
            sum += predictor.predict(rows(all, CALIBRATION, TEST)).coverage(part(labels, CALIBRATION));
        }
        double n = CALIBRATION;
        double k = Math.ceil((n + 1) * (1 - MISCOVERAGE));
        double mean = k / (n + 1);
        double variance = k * (n + 1 - k) / ((n + 1) * (n + 1) * (n + 2));
        double variancePerTrial = variance + (mean * (1 - mean) - variance) / TEST;
        double tolerance = 4.5 * Math.sqrt(variancePerTrial / TRIALS);
        assertThat(mean).isBetween(1 - MISCOVERAGE, 1 - MISCOVERAGE + 1 / (n + 1));
        if (score == ConformalScore.ADAPTIVE) {
            assertThat(sum / TRIALS).isGreaterThan(mean - tolerance);
        } else {
            assertThat(sum / TRIALS).isCloseTo(mean, within(tolerance));
        }
    }

    private static double[] prediction(int label, SplittableRandom random) {
        double[] weights = IntStream.range(0, CLASSES)
                .mapToDouble(k -> (k == label ? 2 : 1) * -Math.log(1 - random.nextDouble()))
                .toArray();
        double sum = IntStream.range(0, CLASSES).mapToDouble(k -> weights[k]).sum();
        return IntStream.range(0, CLASSES).mapToDouble(k -> weights[k] / sum).toArray();
    }

    private static INDArray rows(double[][] all, int from, int count) {
        return Nd4j.createFromArray(Arrays.copyOfRange(all, from, from + count));
    }

    private static INDArray part(int[] labels, int from) {
        return Nd4j.createFromArray(Arrays.copyOfRange(labels, from, from + CALIBRATION));
    }

    /** The scores of n examples are i / 100 for i = 1 ... n: the threshold identifies the order statistic. */
    @ParameterizedTest
    @CsvSource({"9, 0.1, 9", "19, 0.1, 18", "20, 0.1, 19", "9, 0.3, 7", "99, 0.05, 95", "49, 0.18, 41", "1, 0.5, 1"})
    void thresholdIsTheOrderStatisticOfTheDecimalNumber(int n, double miscoverage, int order) {
        assertThat(ofEvenScores(n, miscoverage).threshold()).isCloseTo(order / 100.0, within(1e-12));
    }

    @Test
    void withTooFewExamplesSetsHoldEveryClass() {
        ConformalPrediction predictor = ofEvenScores(8, 0.1);

        assertThat(predictor.threshold()).isInfinite();
        PredictionSets sets = predictor.predict(Nd4j.createFromArray(new double[][] {{1, 0}}));
        assertThat(sets.classes(0)).containsExactly(0, 1);
        assertThat(ConformalPrediction.fromJson(predictor.toJson())).isEqualTo(predictor);
    }

    private static ConformalPrediction ofEvenScores(int n, double miscoverage) {
        double[][] probabilities = IntStream.rangeClosed(1, n)
                .mapToObj(i -> new double[] {1 - i / 100.0, i / 100.0})
                .toArray(double[][]::new);
        return ConformalPrediction.calibrate(
                ConformalScore.LEAST_AMBIGUOUS, Nd4j.createFromArray(probabilities), Nd4j.zeros(n), miscoverage);
    }

    @Test
    void setsAreOfClassesNoMoreSurprisingThanTheThreshold() {
        PredictionSets sets = ofEvenScores(19, 0.55)
                .predict(Nd4j.createFromArray(new double[][] {{0.95, 0.05}, {0.5, 0.5}, {0.09, 0.91}}));

        assertThat(sets).hasToString("PredictionSets[[0], [], [1]]");
        assertThat(sets.averageSize()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(sets.coverage(Nd4j.createFromArray(0, 0, 0))).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(sets.coverage(Nd4j.createFromArray(new double[][] {{1, 0}, {1, 0}, {0, 1}})))
                .isCloseTo(2.0 / 3, within(1e-12));
    }

    /** Of probabilities that sum to 1 but for rounding, the least probable class has score 1 and no other. */
    @Test
    void roundingDoesNotDecideAtThresholdOne() {
        assertThat(ConformalScore.ADAPTIVE.of(new double[] {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 0)[9])
                .isEqualTo(1);
        assertThat(ConformalScore.ADAPTIVE.of(new double[] {0.3f, 0.6f, 0.1f}, 0)[2])
                .isEqualTo(1);
    }

    @Test
    void sameSeedSameSets() {
        double[][] rows = new double[30][];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < rows.length; i++) {
            rows[i] = prediction(0, random);
        }
        INDArray probabilities = Nd4j.createFromArray(rows);
        ConformalPrediction predictor =
                ConformalPrediction.calibrate(ConformalScore.RANDOMIZED_ADAPTIVE, probabilities, Nd4j.zeros(30), 0.4);

        String first = predictor
                .withNoise(new SeededNoise(1, 0, 0, 1))
                .predict(probabilities)
                .toString();

        assertThat(predictor.withNoise(new SeededNoise(1, 0, 0, 1)).predict(probabilities))
                .hasToString(first);
        assertThat(predictor
                        .withNoise(new SeededNoise(2, 0, 0, 1))
                        .predict(probabilities)
                        .toString())
                .isNotEqualTo(first);
    }

    @Test
    void isKeptAsJson() {
        ConformalPrediction predictor = ofEvenScores(9, 0.3);

        ConformalPrediction restored = ConformalPrediction.fromJson(predictor.toJson());

        assertThat(restored).isEqualTo(predictor).hasSameHashCodeAs(predictor);
        assertThat(restored).isNotEqualTo(ofEvenScores(9, 0.2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConformalPrediction.fromJson("{\"score\":\"ADAPTIVE\"}"))
                .withMessageContaining("json must be the result of ConformalPrediction.toJson()");
    }

    @Test
    void refusesBadArguments() {
        INDArray probabilities = Nd4j.createFromArray(new double[][] {{0.5, 0.5}});
        for (double miscoverage : new double[] {0, 1, -0.1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ConformalPrediction.calibrate(
                            ConformalScore.ADAPTIVE, probabilities, Nd4j.zeros(1), miscoverage))
                    .withMessage("miscoverage must be in (0, 1), but was " + miscoverage);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConformalPrediction.calibrate(null, probabilities, Nd4j.zeros(1), 0.1))
                .withMessage("score must be given, but was null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ofEvenScores(9, 0.1).predict(probabilities.mul(2)))
                .withMessage("sum of probabilities in row 0 must be 1, but was 2.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ofEvenScores(9, 0.1).predict(probabilities).coverage(Nd4j.zeros(2)))
                .withMessageContaining("must be of shape [1], but was of shape [2]");
    }
}
