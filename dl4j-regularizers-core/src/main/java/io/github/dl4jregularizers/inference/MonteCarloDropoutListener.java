package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.calibration.CalibrationEvaluation;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Evaluates Monte-Carlo dropout during training: accuracy, negative log-likelihood and calibration error after every
 * n-th epoch. Does not change the training.
 *
 * <p>A diverged network has scores that are NaN. Data that do not fit end the training with an error.
 */
public final class MonteCarloDropoutListener extends BaseTrainingListener {

    private final MonteCarloDropout sampler;
    private final DataSetIterator data;
    private final int everyEpochs;
    private final BiConsumer<Integer, CalibrationEvaluation> consumer;
    private final SortedMap<Integer, CalibrationEvaluation> results = new TreeMap<>();

    /**
     * Keeps the results, for {@link #results}.
     *
     * @param sampler of the network that is trained
     * @param data validation data; labels one-hot. Not the iterator that is trained on
     * @param everyEpochs n, at least 1
     * @throws IllegalArgumentException if an argument is missing, or everyEpochs less than 1
     */
    public MonteCarloDropoutListener(MonteCarloDropout sampler, DataSetIterator data, int everyEpochs) {
        this(sampler, data, everyEpochs, (epochs, result) -> {});
    }

    /**
     * Keeps the results and passes each on.
     *
     * @param sampler of the network that is trained
     * @param data validation data; labels one-hot. Not the iterator that is trained on
     * @param everyEpochs n, at least 1
     * @param consumer receives the number of epochs done, and the result
     * @throws IllegalArgumentException if an argument is missing, or everyEpochs less than 1
     */
    public MonteCarloDropoutListener(
            MonteCarloDropout sampler,
            DataSetIterator data,
            int everyEpochs,
            BiConsumer<Integer, CalibrationEvaluation> consumer) {
        this.sampler = Arguments.required("sampler", sampler);
        this.data = Arguments.required("data", data);
        this.everyEpochs = Arguments.atLeast("everyEpochs", everyEpochs, 1);
        this.consumer = Arguments.required("consumer", consumer);
    }

    @Override
    public void onEpochEnd(Model model) {
        int epochs = Network.of(model).epoch() + 1; // DL4J increments the count after this call
        if (epochs % everyEpochs == 0) {
            CalibrationEvaluation result = new CalibrationEvaluation();
            sampler.doEvaluation(data, result);
            results.put(epochs, result);
            consumer.accept(epochs, result);
        }
    }

    /**
     * All results so far.
     *
     * @return by the number of epochs done; unmodifiable
     */
    public SortedMap<Integer, CalibrationEvaluation> results() {
        return Collections.unmodifiableSortedMap(results);
    }
}
