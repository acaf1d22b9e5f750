package io.github.dl4jregularizers.examples.uncertainty;

import io.github.dl4jregularizers.calibration.Binning;
import io.github.dl4jregularizers.calibration.BrierScore;
import io.github.dl4jregularizers.calibration.CalibrationError;
import io.github.dl4jregularizers.calibration.ConformalPrediction;
import io.github.dl4jregularizers.calibration.ConformalScore;
import io.github.dl4jregularizers.calibration.LabeledPredictions;
import io.github.dl4jregularizers.calibration.NegativeLogLikelihood;
import io.github.dl4jregularizers.calibration.PredictionSets;
import java.math.BigDecimal;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Scores of one way of predicting on the test images: a row of the table. Immutable. */
final class Scores {

    /** 15 bins of equal width, as in the other tables. */
    static final Binning BINNING = Binning.equalWidth(15);

    /** The columns of the table. */
    enum Column {
        TEMPERATURE("temperature", "", 2, scores -> scores.temperature),
        ACCURACY("accuracy", "%", 1, scores -> 100 * scores.accuracy),
        NLL("NLL", "nats", 3, scores -> scores.nll),
        ECE("ECE", "%", 1, scores -> 100 * scores.ece),
        BRIER("Brier", "", 3, scores -> scores.brier),
        COVERAGE("coverage", "%", 1, scores -> 100 * scores.coverage),
        SET_SIZE("set size", "classes", 2, scores -> scores.setSize);

        final String title;
        final String unit;
        final int decimals;
        final ToDoubleFunction<Scores> value;

        Column(String title, String unit, int decimals, ToDoubleFunction<Scores> value) {
            this.title = title;
            this.unit = unit;
            this.decimals = decimals;
            this.value = value;
        }
    }

    private final String name;
    private final double temperature;
    private final double accuracy;
    private final double nll;
    private final double ece;
    private final double brier;
    private final double coverage;
    private final double setSize;

    /**
     * Computes the scores.
     *
     * @param name name of the way of predicting
     * @param temperature temperature of the probabilities
     * @param calibration predictions for the calibration of prediction sets
     * @param probabilities predictions of the test images
     * @param labels labels of the test images
     * @param wantedCoverage coverage of the prediction sets
     */
    Scores(
            String name,
            double temperature,
            LabeledPredictions calibration,
            INDArray probabilities,
            INDArray labels,
            double wantedCoverage) {
        this.name = name;
        this.temperature = temperature;
        LabeledPredictions test = LabeledPredictions.of(probabilities, labels);
        accuracy = test.accuracy();
        nll = NegativeLogLikelihood.of(test);
        ece = CalibrationError.expected(test, BINNING);
        brier = BrierScore.of(test);
        PredictionSets sets = ConformalPrediction.calibrate(
                        ConformalScore.LEAST_AMBIGUOUS, calibration, complement(wantedCoverage))
                .predict(probabilities);
        coverage = sets.coverage(labels);
        setSize = sets.averageSize();
    }

    /** 1 - share for decimal numbers: 0.1 for 0.9. */
    private static double complement(double share) {
        return BigDecimal.ONE.subtract(BigDecimal.valueOf(share)).doubleValue();
    }

    String name() {
        return name;
    }
}
