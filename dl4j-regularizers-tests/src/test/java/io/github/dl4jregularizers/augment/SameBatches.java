package io.github.dl4jregularizers.augment;

import java.util.List;
import java.util.NoSuchElementException;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Hands out one and the same batch object, a number of times an epoch. */
final class SameBatches implements DataSetIterator {

    private static final long serialVersionUID = 1L;

    private final int times;
    private final DataSet batch;
    private int taken;

    SameBatches(int times, DataSet batch) {
        this.times = times;
        this.batch = batch;
    }

    @Override
    public boolean hasNext() {
        return taken < times;
    }

    @Override
    public DataSet next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        taken++;
        return batch;
    }

    @Override
    public DataSet next(int count) {
        return next();
    }

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
        return true;
    }

    @Override
    public int batch() {
        return batch.numExamples();
    }

    @Override
    public int inputColumns() {
        return batch.numInputs();
    }

    @Override
    public int totalOutcomes() {
        return batch.numOutcomes();
    }

    @Override
    public List<String> getLabels() {
        return null;
    }

    @Override
    public void setPreProcessor(DataSetPreProcessor preProcessor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DataSetPreProcessor getPreProcessor() {
        return null;
    }
}
