package io.github.dl4jregularizers.examples.posterior;

import io.github.dl4jregularizers.calibration.Auroc;
import io.github.dl4jregularizers.calibration.Binning;
import io.github.dl4jregularizers.calibration.CalibrationError;
import io.github.dl4jregularizers.calibration.LabeledPredictions;
import io.github.dl4jregularizers.calibration.NegativeLogLikelihood;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Accuracy, calibration, detection of unfamiliar images and training time of one run. Immutable. */
public final class PosteriorScores {

    /** Column of the seconds of the training. */
    static final int SECONDS = 4;

    private static final int BATCH = 128;
    private static final double NANOSECONDS = 1e9;
    private static final double MILLISECONDS = 1e3;

    private final double[] values;

    private PosteriorScores(double... values) {
        this.values = values;
    }

    /**
     * Trains and scores.
     *
     * @param method way to several predictions
     * @param training settings
     * @param data whose test images are scored
     * @param unfamiliar images of another distribution
     * @return the scores
     */
    public static PosteriorScores of(
            PosteriorMethod method, PosteriorTraining training, ImageData data, ImageSet unfamiliar) {
        long start = System.nanoTime();
        Supplier<Predictor> trained = method.train(training);
        double seconds = (System.nanoTime() - start) / NANOSECONDS;
        Predictor predictor = trained.get();
        double all = (System.nanoTime() - start) / NANOSECONDS;
        ChannelStatistics statistics = ChannelStatistics.of(data.training());
        List<INDArray> entropies = new ArrayList<>();
        INDArray probabilities = predict(predictor, data.test(), statistics, entropies);
        INDArray familiar = Nd4j.concat(0, entropies.toArray(new INDArray[0]));
        entropies.clear();
        predict(predictor, unfamiliar, statistics, entropies);
        INDArray labels = Nd4j.createFromArray(
                IntStream.range(0, data.test().size()).map(data.test()::label).toArray());
        LabeledPredictions test = LabeledPredictions.of(probabilities, labels);
        return new PosteriorScores(
                100 * test.accuracy(),
                NegativeLogLikelihood.of(test),
                100 * CalibrationError.expected(test, Binning.equalWidth(15)),
                Auroc.of(familiar, Nd4j.concat(0, entropies.toArray(new INDArray[0]))),
                all,
                MILLISECONDS * seconds / method.steps(training));
    }

    private static INDArray predict(
            Predictor predictor, ImageSet images, ChannelStatistics statistics, List<INDArray> entropies) {
        List<INDArray> means = new ArrayList<>();
        ImageBatches batches = ImageBatches.inOrder(images, statistics, BATCH);
        while (batches.hasNext()) {
            PredictiveDistribution prediction = predictor.predict(batches.next().getFeatures());
            means.add(prediction.mean());
            entropies.add(prediction.predictiveEntropy().castTo(DataType.DOUBLE));
        }
        return Nd4j.concat(0, means.toArray(new INDArray[0]));
    }

    /**
     * The titles of the columns, and their units.
     *
     * @return two rows
     */
    public static List<List<String>> header() {
        return List.of(
                List.of("accuracy", "NLL", "ECE", "AUROC", "training", "step"),
                List.of("%", "nats", "%", "", "s", "ms"));
    }

    /**
     * The scores in the order of the header.
     *
     * @return one number per column
     */
    public double[] values() {
        return values.clone();
    }
}
