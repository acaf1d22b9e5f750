package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Prefetching;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
    private final MultiDataSetPreProcessor[] changes;
    private MultiDataSetPreProcessor preProcessor;
    private int epoch;

    /**
     * Augments batches.
     *
     * @param batches source of the batches
     * @param changes augmentations and other preprocessors, in this order
     * @throws IllegalArgumentException if an argument is missing
     */
    public AugmentedMultiDataSetIterator(MultiDataSetIterator batches, MultiDataSetPreProcessor... changes) {
        this.batches = Arguments.required("batches", batches);
        this.changes = Arguments.required("changes", changes).clone();
        for (MultiDataSetPreProcessor change : this.changes) {
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
        long examples = (long) epoch << Integer.SIZE;
        changes().forEach(change -> {
            if (change instanceof Augmentation) {
                ((Augmentation) change).startAt(examples);
            } else if (change instanceof AugmentedInput) {
                ((AugmentedInput) change).startAt(examples);
            }
        });
    }

    private Stream<MultiDataSetPreProcessor> changes() {
        return Stream.concat(Arrays.stream(changes), Stream.ofNullable(preProcessor));
    }

    @Override
    public MultiDataSet next() {
        return changed(batches::next);
    }

    @Override
    public MultiDataSet next(int count) {
        return changed(() -> batches.next(count));
    }

    private MultiDataSet changed(Supplier<MultiDataSet> next) {
        try {
            return changed(next.get());
        } catch (RuntimeException e) {
            if (Prefetching.isHere()) {
                return Prefetching.failed(e).toMultiDataSet();
            }
            throw e;
        }
    }

    private MultiDataSet changed(MultiDataSet batch) {
        MultiDataSet copy = new org.nd4j.linalg.dataset.MultiDataSet(
                batch.getFeatures(), batch.getLabels(), batch.getFeaturesMaskArrays(), batch.getLabelsMaskArrays());
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
    public void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
        this.preProcessor = preProcessor;
    }

    @Override
    public MultiDataSetPreProcessor getPreProcessor() {
        return preProcessor;
    }
}
