package io.github.dl4jregularizers.averaging;

import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Keeps the mean of a network's parameters at regular points of a training (SWA), usually at a high constant or a
 * cyclic learning rate. The mean lies in a wider minimum than each of the points.
 *
 * <p>average = average + (parameters - average) / (n + 1), as torch's {@code swa_utils.AveragedModel}. BatchNorm's
 * running statistics fit none of the points: pass the training data to {@code averaged}, and
 * {@link BatchNormStatistics} re-estimates them in one pass (torch's {@code update_bn}). Without data the statistics
 * are averaged.
 *
 * <p>Default: starts with the first epoch or iteration. HALF networks are averaged in FLOAT. With {@code
 * ParallelWrapper}, whose workers train copies, use {@code ParallelTraining}.
 *
 * <pre>{@code StochasticWeightAveraging.everyEpochs(1).withStart(75)}</pre>
 *
 * <p>Paper: Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization", UAI 2018.
 */
public final class StochasticWeightAveraging extends ParameterAverage {

    private static final long serialVersionUID = 1;

    private final boolean countsEpochs;
    private final int frequency;
    private final int start;

    private StochasticWeightAveraging(boolean countsEpochs, int frequency, int start) {
        super("swa");
        this.countsEpochs = countsEpochs;
        this.frequency = Arguments.atLeast("frequency", frequency, 1);
        this.start = Arguments.atLeast("start", start, 0);
    }

    /**
     * Averages at the end of every n-th epoch.
     *
     * @param frequency n, in epochs, at least 1
     * @return the listener
     * @throws IllegalArgumentException if frequency is below 1
     */
    public static StochasticWeightAveraging everyEpochs(int frequency) {
        return new StochasticWeightAveraging(true, frequency, 0);
    }

    /**
     * Averages after every n-th iteration.
     *
     * @param frequency n, in iterations, at least 1: the length of a cycle of the learning rate
     * @return the listener
     * @throws IllegalArgumentException if frequency is below 1
     */
    public static StochasticWeightAveraging everyIterations(int frequency) {
        return new StochasticWeightAveraging(false, frequency, 0);
    }

    /**
     * Returns a new listener that skips the beginning of the training.
     *
     * @param skipped number of epochs or iterations to skip, from 0; the paper skips three quarters of the training
     * @return a new listener without state
     * @throws IllegalArgumentException if skipped is negative
     */
    public StochasticWeightAveraging withStart(int skipped) {
        return new StochasticWeightAveraging(countsEpochs, frequency, skipped);
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
     * Copies the network with the averaged parameters and re-estimated BatchNorm statistics.
     *
     * @param <M> {@code MultiLayerNetwork}, or {@code ComputationGraph} of one input and one output
     * @param network that this listener follows, for its configuration
     * @param data training data, read once from its beginning
     * @return a new network
     * @throws IllegalStateException if there is no average yet
     * @throws IllegalArgumentException if there is no batch
     */
    public <M extends Model> M averaged(M network, DataSetIterator data) {
        M averaged = averaged(network);
        BatchNormStatistics.estimate(averaged, data);
        return averaged;
    }
}
