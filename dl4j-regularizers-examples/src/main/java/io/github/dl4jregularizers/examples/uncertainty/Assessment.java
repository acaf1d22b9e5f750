package io.github.dl4jregularizers.examples.uncertainty;

import io.github.dl4jregularizers.calibration.Auroc;
import io.github.dl4jregularizers.calibration.LabeledPredictions;
import io.github.dl4jregularizers.calibration.TemperatureScaling;
import io.github.dl4jregularizers.examples.data.ImageSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Calibration and uncertainty of one network: by one pass and by samples, unscaled and temperature-scaled. */
public final class Assessment {

    private final ImagePredictions test;
    private final ImagePredictions unfamiliar;
    private final int samples;
    private final List<Scores> scores = new ArrayList<>();
    private final Map<String, Double> detection = new LinkedHashMap<>();
    private final Map<Boolean, TemperatureScaling> scalings = new LinkedHashMap<>();

    /**
     * Predicts, fits temperatures and prediction sets, and scores the test images.
     *
     * @param predictor the network
     * @param images assignment of the images
     * @param coverage coverage of the prediction sets, in (0, 1)
     */
    public Assessment(ImagePredictor predictor, AssessmentImages images, double coverage) {
        samples = predictor.samples();
        test = predictor.predict(images.test());
        unfamiliar = predictor.predict(images.unfamiliar());
        ImagePredictions temperature = predictor.predict(images.forTemperature());
        ImagePredictions conformal = predictor.predict(images.forPredictionSets());
        for (boolean sampled : samples == 0 ? new boolean[] {false} : new boolean[] {false, true}) {
            TemperatureScaling scaling = TemperatureScaling.fit(temperature.labeled(sampled));
            scalings.put(sampled, scaling);
            for (TemperatureScaling by : List.of(TemperatureScaling.of(1), scaling)) {
                INDArray calibration = by.apply(conformal.probabilities(sampled));
                scores.add(new Scores(
                        name(sampled) + (by == scaling ? ", scaled" : ""),
                        by.temperature(),
                        LabeledPredictions.of(calibration, conformal.labels()),
                        by.apply(test.probabilities(sampled)),
                        test.labels(),
                        coverage));
            }
            detection.put("entropy, " + name(sampled), Auroc.of(test.entropy(sampled), unfamiliar.entropy(sampled)));
        }
        if (samples > 0) {
            detection.put(
                    "mutual information, " + name(true),
                    Auroc.of(test.mutualInformation(), unfamiliar.mutualInformation()));
        }
    }

    /** Returns the name of a way of predicting. */
    String name(boolean sampled) {
        return sampled ? samples + " samples" : "one pass";
    }

    int samples() {
        return samples;
    }

    /** Returns the rows of the table: each way of predicting, unscaled and scaled. */
    List<Scores> scores() {
        return Collections.unmodifiableList(scores);
    }

    /** AUROC of each uncertainty score for the detection of out-of-distribution images. */
    Map<String, Double> detection() {
        return Collections.unmodifiableMap(detection);
    }

    ImagePredictions test() {
        return test;
    }

    ImagePredictions unfamiliar() {
        return unfamiliar;
    }

    TemperatureScaling scaling(boolean sampled) {
        return scalings.get(sampled);
    }

    /** Returns the test images, whose class names are used. */
    ImageSet testImages() {
        return test.images();
    }
}
