package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Changes every batch of another iterator, in a new {@code DataSet}: the other iterator's batches stay as they are, so
 * that it may hand out the same ones every epoch.
 *
 * <p>Changes come in the order given, and after the other iterator's own preprocessor; one set by {@link
 * #setPreProcessor} comes last. In {@code fit} DL4J runs all of it in the thread that prefetches, if the other iterator
 * allows that and {@link AdversarialExamples} are not among the changes. Errors in that thread, of which DL4J tells
 * nobody, are thrown where the batch is read.
 *
 * <p>Each {@link #reset} starts an epoch with draws of its own, which do not depend on how many batches of the epoch
 * before were taken, or prefetched for nothing.
 */
public final class AugmentedDataSetIterator implements DataSetIterator {

    private static final long serialVersionUID = 1L;

    private final DataSetIterator batches;
    private final DataSetPreProcessor[] changes;
    private DataSetPreProcessor preProcessor;
    private int epoch;

    /**
     * Changes batches.
     *
     * @param batches where they come from
     * @param changes what to do to each, in this order
     * @throws IllegalArgumentException if an argument is missing
     */
    public AugmentedDataSetIterator(DataSetIterator batches, DataSetPreProcessor... changes) {
        this.batches = Arguments.required("batches", batches);
        this.changes = Arguments.required("changes", changes).clone();
        for (DataSetPreProcessor change : this.changes) {
            Arguments.required("change", change);
        }
    }

    /**
     * Draws as in a certain epoch from here on: continues a killed run. Does not reset the other iterator.
     *
     * @param number of the epoch, from 0; how many times {@link #reset} was called before
     * @throws IllegalArgumentException if it is negative
     */
    public void startEpoch(int number) {
        epoch = Arguments.atLeast("epoch", number, 0);
        changes().filter(Augmentation.class::isInstance).forEach(change -> ((Augmentation) change)
                .startAt((long) epoch << Integer.SIZE));
    }

    private Stream<DataSetPreProcessor> changes() {
        return Stream.concat(Arrays.stream(changes), Stream.ofNullable(preProcessor));
    }

    @Override
    public DataSet next() {
        return changed(batches::next);
    }

    @Override
    public DataSet next(int count) {
        return changed(() -> batches.next(count));
    }

    private DataSet changed(Supplier<DataSet> next) {
        try {
            return changed(next.get());
        } catch (RuntimeException e) {
            if (Prefetching.isHere()) {
                return Prefetching.failed(e);
            }
            throw e;
        }
    }

    private DataSet changed(DataSet batch) {
        DataSet copy = new DataSet(
                batch.getFeatures(), batch.getLabels(), batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
        copy.setLabelNames(batch.getLabelNamesList());
        copy.setExampleMetaData(batch.getExampleMetaData());
        changes().forEach(change -> change.preProcess(copy));
        return copy;
    }

    @Override
    public boolean hasNext() {
        return batches.hasNext();
    }

    @Override
    public void reset() {
        batches.reset();
        startEpoch(epoch + 1);
    }

    @Override
    public boolean resetSupported() {
        return batches.resetSupported();
    }

    @Override
    public boolean asyncSupported() {
        return batches.asyncSupported() && changes().noneMatch(AdversarialExamples.class::isInstance);
    }

    @Override
    public int batch() {
        return batches.batch();
    }

    @Override
    public int inputColumns() {
        return batches.inputColumns();
    }

    @Override
    public int totalOutcomes() {
        return batches.totalOutcomes();
    }

    @Override
    public List<String> getLabels() {
        return batches.getLabels();
    }

    @Override
    public void setPreProcessor(DataSetPreProcessor preProcessor) {
        this.preProcessor = preProcessor;
    }

    @Override
    public DataSetPreProcessor getPreProcessor() {
        return preProcessor;
    }
}
