package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Augments every batch of another iterator, in a new {@code DataSet}. The batches of the other iterator stay as they
 * are, so it may return the same objects in every epoch.
 *
 * <p>Order: preprocessor of the other iterator, the changes as given, then the one set by {@link #setPreProcessor}. In
 * {@code fit}, DL4J runs all of it in its prefetching thread, if the other iterator allows that and no {@link
 * AdversarialExamples} are among the changes. Errors in that thread are thrown where the batch is read; DL4J drops
 * them.
 *
 * <p>Each {@link #reset} starts an epoch with new draws. They do not depend on the number of batches taken or
 * prefetched in the epoch before.
 */
public final class AugmentedDataSetIterator implements DataSetIterator {

    private static final long serialVersionUID = 1L;

    private final DataSetIterator batches;
    private final Changes<DataSetPreProcessor> changes;

    /**
     * Augments batches.
     *
     * @param batches source of the batches
     * @param changes augmentations and other preprocessors, such as a normalizer, in this order
     * @throws IllegalArgumentException if an argument is missing
     */
    public AugmentedDataSetIterator(DataSetIterator batches, DataSetPreProcessor... changes) {
        this.batches = Arguments.required("batches", batches);
        this.changes = new Changes<>(changes);
    }

    /**
     * Draws as in the given epoch from here on. Continues a stopped run. Does not reset the other iterator.
     *
     * @param number of the epoch, from 0: the number of calls of {@link #reset} before
     * @throws IllegalArgumentException if it is negative
     */
    public void startEpoch(int number) {
        changes.startEpoch(number);
    }

    @Override
    public DataSet next() {
        return Changes.guarded(() -> changed(batches.next()), Function.identity());
    }

    @Override
    public DataSet next(int count) {
        return Changes.guarded(() -> changed(batches.next(count)), Function.identity());
    }

    private DataSet changed(DataSet batch) {
        DataSet copy = new DataSet(
                batch.getFeatures(), batch.getLabels(), batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
        copy.setLabelNames(batch.getLabelNamesList());
        copy.setExampleMetaData(batch.getExampleMetaData());
        changes.forEach(change -> change.preProcess(copy));
        return copy;
    }

    @Override
    public boolean hasNext() {
        return batches.hasNext();
    }

    @Override
    public void reset() {
        batches.reset();
        changes.startNextEpoch();
    }

    @Override
    public boolean resetSupported() {
        return batches.resetSupported();
    }

    @Override
    public boolean asyncSupported() {
        return batches.asyncSupported() && changes.allowPrefetching();
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
        changes.setLast(preProcessor);
    }

    @Override
    public DataSetPreProcessor getPreProcessor() {
        return changes.last();
    }
}
