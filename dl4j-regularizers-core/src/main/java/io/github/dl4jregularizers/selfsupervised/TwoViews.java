package io.github.dl4jregularizers.selfsupervised;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Repeats every batch, so that the augmentations that follow make two views of each example: the rows i and i + N of a
 * batch of N. For {@code loss.NtXentLoss}.
 *
 * <pre>{@code
 * new AugmentedDataSetIterator(images, new TwoViews(), new RandomCropFlip(NCHW, 4, 1), new ColorJitter(..));
 * }</pre>
 *
 * <p>Features of any shape, masks and labels are repeated. Without labels, the labels are zeros [2N, 1], which DL4J
 * requires. Arrays of the given batch are replaced, never written into.
 */
public final class TwoViews implements DataSetPreProcessor {

    private static final long serialVersionUID = 1L;

    /** Creates the preprocessor. */
    public TwoViews() {}

    @Override
    public void preProcess(DataSet batch) {
        INDArray features = batch.getFeatures();
        if (features == null || features.isEmpty()) {
            return;
        }
        INDArray labels =
                batch.getLabels() == null ? Nd4j.zeros(features.dataType(), features.size(0), 1) : batch.getLabels();
        org.nd4j.linalg.dataset.DataSet once = new org.nd4j.linalg.dataset.DataSet(
                features, labels, batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
        org.nd4j.linalg.dataset.DataSet twice = org.nd4j.linalg.dataset.DataSet.merge(List.of(once, once));
        batch.setFeatures(twice.getFeatures());
        batch.setLabels(twice.getLabels());
        batch.setFeaturesMaskArray(twice.getFeaturesMaskArray());
        batch.setLabelsMaskArray(twice.getLabelsMaskArray());
    }
}
