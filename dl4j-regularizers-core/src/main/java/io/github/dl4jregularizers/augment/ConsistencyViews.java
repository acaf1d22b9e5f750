package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Joins each batch with two augmented copies of it, for {@code loss.JensenShannonConsistencyLoss}.
 *
 * <p>A batch of N examples becomes one of 3N: the examples, then the first view of each, then the second. The labels
 * are repeated and have one more column, of ones, which marks such batches. Augmentations before this one, such as
 * crops and flips, are common to the three.
 *
 * <pre>{@code
 * new AugmentedDataSetIterator(
 *         images, new RandomCropFlip(NCHW, 4, 1), new ConsistencyViews(new AugMix(NCHW, 1)), normalizer);
 * }</pre>
 *
 * <p>Shapes: any features that the augmentations accept; labels [N, classes], or [N, classes, time] for recurrent
 * outputs; masks are repeated. Errors: {@code IllegalArgumentException} at a batch without such labels.
 *
 * <p>Paper: Hendrycks et al., "AugMix: A Simple Data Processing Method to Improve Robustness and Uncertainty", ICLR
 * 2020.
 */
public final class ConsistencyViews extends Augmentation {

    private static final long serialVersionUID = 1L;

    private static final int VIEWS = 2;

    private final List<Augmentation> changes;

    /**
     * Makes views.
     *
     * @param changes augmentations of each view, in order; at least one. Their seeds determine the views
     * @throws IllegalArgumentException if there is no augmentation, or one is missing
     */
    public ConsistencyViews(Augmentation... changes) {
        super(0, 0);
        Arguments.atLeast("number of changes", Arguments.required("changes", changes).length, 1);
        for (Augmentation change : changes) {
            Arguments.required("change", change);
        }
        this.changes = List.of(changes);
    }

    @Override
    void change(Batch batch, long first) {
        if (batch.labels == null || batch.labels.rank() < 2 || batch.labels.rank() > 3) {
            throw Arguments.invalid(
                    "labels",
                    "[examples, classes] or [examples, classes, time]",
                    batch.labels == null ? null : "of shape " + Arrays.toString(batch.labels.shape()));
        }
        List<org.nd4j.linalg.dataset.api.DataSet> all = new ArrayList<>();
        DataSet given = new DataSet(batch.features, batch.labels, batch.featuresMask, batch.labelsMask);
        all.add(given);
        for (int view = 0; view < VIEWS; view++) {
            DataSet copy = new DataSet(batch.features, batch.labels, batch.featuresMask, batch.labelsMask);
            long number = VIEWS * first + (long) view * batch.size();
            changes.forEach(change -> change.change(new Batch(copy), number));
            all.add(copy);
        }
        DataSet joined = DataSet.merge(all);
        batch.setFeatures(joined.getFeatures());
        batch.setLabels(marked(joined.getLabels()));
        batch.setFeaturesMask(joined.getFeaturesMaskArray());
        batch.setLabelsMask(joined.getLabelsMaskArray());
    }

    private static INDArray marked(INDArray labels) {
        long[] shape = labels.shape().clone();
        shape[1] = 1;
        return Nd4j.concat(1, labels, Nd4j.ones(labels.dataType(), shape));
    }
}
