package io.github.dl4jregularizers.earlystopping;

import io.github.dl4jregularizers.averaging.BatchNormStatistics;
import io.github.dl4jregularizers.averaging.ParameterAverage;
import io.github.dl4jregularizers.internal.Arguments;
import java.io.IOException;
import org.deeplearning4j.earlystopping.EarlyStoppingModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.ScoreCalculator;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Early stopping on averaged weights: scores and saves the averages of an EMA or SWA listener. The trained weights
 * continue.
 *
 * <pre>{@code
 * ExponentialMovingAverage average = new ExponentialMovingAverage(0.999);
 * network.setListeners(average);
 * AveragedWeights<MultiLayerNetwork> averaged = new AveragedWeights<>(average);
 * new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
 *         .scoreCalculator(averaged.scoredBy(ValidationScore.accuracy(validation)))
 *         .modelSaver(averaged.savedBy(new InMemoryModelSaver<>()))
 * }</pre>
 *
 * <p>Until the average has its first update, both use the trained weights. The best model is saved without updater
 * state, because the updater's state belongs to the trained weights. The latest model is saved with its trained
 * weights.
 *
 * @param <T> {@code MultiLayerNetwork} or {@code ComputationGraph}
 */
public final class AveragedWeights<T extends Model> {

    private final ParameterAverage average;
    private final DataSetIterator trainingData;

    /**
     * Uses the weights as averaged, including BatchNorm's running statistics.
     *
     * @param average a listener of the network
     * @throws IllegalArgumentException if average is null
     */
    public AveragedWeights(ParameterAverage average) {
        this(average, null);
    }

    private AveragedWeights(ParameterAverage average, DataSetIterator trainingData) {
        this.average = Arguments.required("average", average);
        this.trainingData = trainingData;
    }

    /**
     * Re-estimates BatchNorm's running statistics for the averaged weights, as SWA requires. Costs a forward and a
     * backward pass over the data per score and per saved model.
     *
     * @param data training data that can be reset; not the iterator that training reads from
     * @return the same average with re-estimated statistics; this one is not changed
     * @throws IllegalArgumentException if data is null
     */
    public AveragedWeights<T> withBatchNormFrom(DataSetIterator data) {
        return new AveragedWeights<>(average, Arguments.required("data", data));
    }

    /**
     * Scores the averaged weights.
     *
     * @param score any score calculator
     * @return a score calculator for early stopping
     * @throws IllegalArgumentException if score is null
     */
    public ScoreCalculator<T> scoredBy(ScoreCalculator<T> score) {
        return new AveragedScore<>(this, Arguments.required("score", score));
    }

    /**
     * Saves the averaged weights as the best model.
     *
     * @param saver any model saver
     * @return a model saver for early stopping
     * @throws IllegalArgumentException if saver is null
     */
    public EarlyStoppingModelSaver<T> savedBy(EarlyStoppingModelSaver<T> saver) {
        return new AveragedSaver<>(this, Arguments.required("saver", saver));
    }

    /** Returns a new network with the averaged weights, or the network itself before the first update. */
    private T averaged(T network) {
        if (!average.isStarted()) {
            return network;
        }
        T copy = average.averaged(network);
        if (trainingData != null) {
            BatchNormStatistics.estimate(copy, trainingData);
        }
        return copy;
    }

    private static final class AveragedScore<T extends Model> implements ScoreCalculator<T> {

        private static final long serialVersionUID = 1L;

        private final transient AveragedWeights<T> weights;
        private final ScoreCalculator<T> score;

        AveragedScore(AveragedWeights<T> weights, ScoreCalculator<T> score) {
            this.weights = weights;
            this.score = score;
        }

        @Override
        public double calculateScore(T network) {
            return score.calculateScore(weights.averaged(network));
        }

        @Override
        public boolean minimizeScore() {
            return score.minimizeScore();
        }
    }

    private static final class AveragedSaver<T extends Model> implements EarlyStoppingModelSaver<T> {

        private static final long serialVersionUID = 1L;

        private final transient AveragedWeights<T> weights;
        private final EarlyStoppingModelSaver<T> saver;

        AveragedSaver(AveragedWeights<T> weights, EarlyStoppingModelSaver<T> saver) {
            this.weights = weights;
            this.saver = saver;
        }

        @Override
        public void saveBestModel(T network, double score) throws IOException {
            saver.saveBestModel(weights.averaged(network), score);
        }

        @Override
        public void saveLatestModel(T network, double score) throws IOException {
            saver.saveLatestModel(network, score);
        }

        @Override
        public T getBestModel() throws IOException {
            return saver.getBestModel();
        }

        @Override
        public T getLatestModel() throws IOException {
            return saver.getLatestModel();
        }
    }
}
