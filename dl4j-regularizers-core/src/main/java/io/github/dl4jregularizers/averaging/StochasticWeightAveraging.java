package io.github.dl4jregularizers.averaging;

import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Keeps the mean of the parameters at several points of a training at a high or cyclic learning rate: a wider minimum
 * than that of any point.
 *
 * <p>average = average + (parameters - average) / (n + 1), as torch's {@code swa_utils.AveragedModel}. BatchNorm's running
 * statistics belong to none of the points: give {@code averaged} the training data, and {@link BatchNormStatistics}
 * estimates them anew in one pass (torch's {@code update_bn}). Without data they are averaged.
 *
 * <p>Not for {@code ParallelWrapper}, whose workers train copies.
 *
 * <p>Paper: Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization", UAI 2018.
 */
public final class StochasticWeightAveraging extends ParameterAverage {

    private final boolean countsEpochs;
    private final int start;
    private final int frequency;

    private StochasticWeightAveraging(boolean countsEpochs, int start, int frequency) {
        this.countsEpochs = countsEpochs;
        this.start = Arguments.atLeast("start", start, 0);
        this.frequency = Arguments.atLeast("frequency", frequency, 1);
    }

    /**
     * Averages at the ends of epochs.
     *
     * @param start number of epochs before those that count, from 0; the paper's is three quarters of the training
     * @param frequency an average every so many epochs, at least 1
     * @return the listener
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static StochasticWeightAveraging everyEpochs(int start, int frequency) {
        return new StochasticWeightAveraging(true, start, frequency);
    }

    /**
     * Averages after iterations.
     *
     * @param start number of iterations before those that count, from 0
     * @param frequency an average every so many iterations, at least 1: the length of a cycle of the learning rate
     * @return the listener
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static StochasticWeightAveraging everyIterations(int start, int frequency) {
        return new StochasticWeightAveraging(false, start, frequency);
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        if (!countsEpochs) {
            advance(model);
        }
    }

    @Override
    public void onEpochEnd(Model model) {
        if (countsEpochs) {
            advance(model);
        }
    }

    private void advance(Model model) {
        long number = count(model) + 1 - start;
        if (number > 0 && number % frequency == 0) {
            update(model, 1.0 / (taken() + 1));
        }
    }

    /**
     * The average with BatchNorm statistics of its own.
     *
     * @param network the one that was listened to, for its configuration
     * @param data training data, read once from its beginning
     * @return a new network
     * @throws IllegalStateException if nothing was averaged yet
     */
    public MultiLayerNetwork averaged(MultiLayerNetwork network, DataSetIterator data) {
        MultiLayerNetwork averaged = averaged(network);
        BatchNormStatistics.estimate(averaged, data);
        return averaged;
    }

    /**
     * The average with BatchNorm statistics of its own.
     *
     * @param network the one that was listened to, for its configuration; of one input and one output
     * @param data training data, read once from its beginning
     * @return a new network
     * @throws IllegalStateException if nothing was averaged yet
     */
    public ComputationGraph averaged(ComputationGraph network, DataSetIterator data) {
        ComputationGraph averaged = averaged(network);
        BatchNormStatistics.estimate(averaged, data);
        return averaged;
    }
}
