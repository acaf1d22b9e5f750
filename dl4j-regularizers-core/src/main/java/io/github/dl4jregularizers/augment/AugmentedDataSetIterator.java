package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Changes every batch of another iterator, in a new {@code DataSet}: the other iterator's batches stay as they are, so
 * that it may hand out the same ones every epoch.
 *
 * <p>Changes come in the order given, and after the other iterator's own preprocessor; one set by {@link
 * #setPreProcessor} comes last. In {@code fit} DL4J runs all of it in the thread that prefetches, if the other iterator
 * allows that and {@link AdversarialExamples} are not among the changes.
 */
public final class AugmentedDataSetIterator implements DataSetIterator {

    private static final long serialVersionUID = 1L;

    private final DataSetIterator batches;
    private final DataSetPreProcessor[] changes;
    private DataSetPreProcessor preProcessor;

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

    @Override
    public DataSet next() {
        return changed(batches.next());
    }

    @Override
    public DataSet next(int count) {
        return changed(batches.next(count));
    }

    private DataSet changed(DataSet batch) {
        DataSet copy = new DataSet(
                batch.getFeatures(), batch.getLabels(), batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
        copy.setLabelNames(batch.getLabelNamesList());
        copy.setExampleMetaData(batch.getExampleMetaData());
        for (DataSetPreProcessor change : changes) {
            change.preProcess(copy);
        }
        if (preProcessor != null) {
            preProcessor.preProcess(copy);
        }
        return copy;
    }

    @Override
    public boolean hasNext() {
        return batches.hasNext();
    }

    @Override
    public void reset() {
        batches.reset();
    }

    @Override
    public boolean resetSupported() {
        return batches.resetSupported();
    }

    @Override
    public boolean asyncSupported() {
        return batches.asyncSupported()
                && Arrays.stream(changes).noneMatch(change -> change instanceof AdversarialExamples);
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
