package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;

/**
 * Augments one input of a {@code MultiDataSet}, with one of its labels or none. Other arrays stay as they are.
 *
 * <p>Augmentations of one class and seed draw alike. {@code MixUp} with one seed on several inputs, each with its own
 * labels, therefore mixes all of them with the same partner and share. {@link #withoutLabels} mixes further inputs of
 * the same labels.
 *
 * <pre>{@code
 * new AugmentedMultiDataSetIterator(batches,
 *         new AugmentedInput(0, 0, new MixUp(0.2, 1)), AugmentedInput.withoutLabels(1, new MixUp(0.2, 1)))
 * }</pre>
 *
 * <p>{@link AdversarialExamples} change all arrays of a batch themselves and are refused here.
 */
public final class AugmentedInput implements MultiDataSetPreProcessor, Serializable {

    private static final long serialVersionUID = 1L;

    private static final int NO_LABELS = -1;

    private final int input;
    private final int labels;
    private final Augmentation augmentation;

    /**
     * Augments an input and its labels.
     *
     * @param input index of the features, from 0
     * @param labels index of the labels, from 0
     * @param augmentation of both
     * @throws IllegalArgumentException if an index is negative, or augmentation is missing or adversarial; at a batch,
     *     if it has fewer arrays
     */
    public AugmentedInput(int input, int labels, Augmentation augmentation) {
        this(augmentation, input, Arguments.atLeast("labels", labels, 0));
    }

    private AugmentedInput(Augmentation augmentation, int input, int labels) {
        this.input = Arguments.atLeast("input", input, 0);
        this.labels = labels;
        this.augmentation = Arguments.required("augmentation", augmentation);
        if (augmentation instanceof AdversarialExamples) {
            throw Arguments.invalid("augmentation", "of one input (AdversarialExamples change all)", augmentation);
        }
    }

    /**
     * Augments an input without labels.
     *
     * @param input index of the features, from 0
     * @param augmentation of the features
     * @return the preprocessor
     * @throws IllegalArgumentException as the constructor
     */
    public static AugmentedInput withoutLabels(int input, Augmentation augmentation) {
        return new AugmentedInput(augmentation, input, NO_LABELS);
    }

    /** Sets the number of examples seen. */
    void startAt(long examples) {
        augmentation.startAt(examples);
    }

    @Override
    public void preProcess(MultiDataSet data) {
        augmentation.preProcess(new Batch(data, input, labels));
    }
}
