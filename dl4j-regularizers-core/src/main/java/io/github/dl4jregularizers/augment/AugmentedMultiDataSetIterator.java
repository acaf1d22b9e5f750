package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Augments every batch of another iterator with several inputs or outputs, in a new {@code MultiDataSet}. Its rules are
 * those of {@link AugmentedDataSetIterator}: order of the changes, new draws after each {@link #reset}, errors of
 * DL4J's prefetching thread.
 *
 * <p>{@link AugmentedInput} selects an input and its labels. {@link AdversarialExamples} and other preprocessors change
 * the whole batch.
 */
public final class AugmentedMultiDataSetIterator implements MultiDataSetIterator {

    private static final long serialVersionUID = 1L;

    private final MultiDataSetIterator batches;
    private final Changes<MultiDataSetPreProcessor> changes;

    /**
     * Augments batches.
     *
     * @param batches source of the batches
     * @param changes augmentations and other preprocessors, in this order
     * @throws IllegalArgumentException if an argument is missing
     */
    public AugmentedMultiDataSetIterator(MultiDataSetIterator batches, MultiDataSetPreProcessor... changes) {
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
    public MultiDataSet next() {
        return Changes.guarded(() -> changed(batches.next()), DataSet::toMultiDataSet);
    }

    @Override
    public MultiDataSet next(int count) {
        return Changes.guarded(() -> changed(batches.next(count)), DataSet::toMultiDataSet);
    }

    private MultiDataSet changed(MultiDataSet batch) {
        MultiDataSet copy = new org.nd4j.linalg.dataset.MultiDataSet(
                batch.getFeatures(), batch.getLabels(), batch.getFeaturesMaskArrays(), batch.getLabelsMaskArrays());
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
    public void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
        changes.setLast(preProcessor);
    }

    @Override
    public MultiDataSetPreProcessor getPreProcessor() {
        return changes.last();
    }
}
