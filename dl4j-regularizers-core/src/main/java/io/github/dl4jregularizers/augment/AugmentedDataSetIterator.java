package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Prefetching;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
    private final DataSetPreProcessor[] changes;
    private DataSetPreProcessor preProcessor;
    private int epoch;

    /**
     * Augments batches.
     *
     * @param batches source of the batches
     * @param changes augmentations and other preprocessors, such as a normalizer, in this order
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
     * Draws as in the given epoch from here on. Continues a stopped run. Does not reset the other iterator.
     *
     * @param number of the epoch, from 0: the number of calls of {@link #reset} before
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
