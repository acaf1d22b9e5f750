package io.github.dl4jregularizers.earlystopping;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.List;
import java.util.NoSuchElementException;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Early stopping every T iterations: divides training data into epochs of T minibatches, so that DL4J's early stopping
 * trainers score the network after each.
 *
 * <p>An epoch continues where the one before ended. The data are reset at their end only, which may be within an epoch.
 * Every minibatch is thus used equally often. {@code evaluateEveryNEpochs}, epoch conditions, epoch schedules and
 * listeners count these epochs. The number of updates for {@code FullDataTraining} is the iteration count of the best
 * model.
 *
 * <p>No prefetching: DL4J's prefetching would discard minibatches at the end of each epoch.
 *
 * <p>Errors: {@code IllegalArgumentException} for data without a minibatch, when the first is requested.
 *
 * <pre>{@code
 * new EarlyStoppingTrainer(configuration, network, new SegmentedIterator(trainingData, 100)).fit();
 * }</pre>
 *
 * <p>Book: Goodfellow, Bengio and Courville, "Deep Learning", MIT Press 2016, algorithm 7.1, which evaluates after
 * every n steps.
 */
public final class SegmentedIterator implements DataSetIterator {

    private static final long serialVersionUID = 1;

    private final DataSetIterator data;
    private final int iterations;
    private int taken;

    /**
     * Divides training data.
     *
     * @param data training data that can be reset
     * @param iterations T, minibatches per epoch, at least 1
     * @throws IllegalArgumentException if data is null or cannot be reset, or iterations is below 1
     */
    public SegmentedIterator(DataSetIterator data, int iterations) {
        this.data = Arguments.required("data", data);
        this.iterations = Arguments.atLeast("iterations", iterations, 1);
        if (!data.resetSupported()) {
            throw Arguments.invalid("data", "an iterator that can be reset", data.getClass());
        }
    }

    @Override
    public boolean hasNext() {
        return taken < iterations;
    }

    @Override
    public DataSet next() {
        return next(0);
    }

    /**
     * Returns the next minibatch, of another size.
     *
     * @param count number of examples; 0 for the data's own size
     * @return the next examples
     * @throws NoSuchElementException at the end of the epoch
     * @throws IllegalArgumentException if the data have no minibatch
     */
    @Override
    public DataSet next(int count) {
        if (!hasNext()) {
            throw new NoSuchElementException("The epoch of " + iterations + " iterations has ended: call reset()");
        }
        if (!data.hasNext()) {
            data.reset();
            if (!data.hasNext()) {
                throw Arguments.invalid("number of minibatches in data", ">= 1", 0);
            }
        }
        taken++;
        return count == 0 ? data.next() : data.next(count);
    }

    /** Starts an epoch of T minibatches, the next ones of the data. */
    @Override
    public void reset() {
        taken = 0;
    }

    @Override
    public boolean resetSupported() {
        return true;
    }

    @Override
    public boolean asyncSupported() {
        return false;
    }

    @Override
    public int batch() {
        return data.batch();
    }

    @Override
    public int inputColumns() {
        return data.inputColumns();
    }

    @Override
    public int totalOutcomes() {
        return data.totalOutcomes();
    }

    @Override
    public void setPreProcessor(DataSetPreProcessor preProcessor) {
        data.setPreProcessor(preProcessor);
    }

    @Override
    public DataSetPreProcessor getPreProcessor() {
        return data.getPreProcessor();
    }

    @Override
    public List<String> getLabels() {
        return data.getLabels();
    }
}
