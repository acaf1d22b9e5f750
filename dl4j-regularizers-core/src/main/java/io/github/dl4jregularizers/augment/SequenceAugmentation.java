package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An augmentation that changes each sequence by itself. Sequences are [batch, features, time] (NCW) or [batch, time,
 * features] (NWC), with an optional mask [batch, time].
 *
 * <p>It changes steps between the first and the last unmasked one. Padding stays as it is.
 */
public abstract class SequenceAugmentation extends Augmentation {

    private static final long serialVersionUID = 1L;

    private static final int SEQUENCE_RANK = 3;

    private final RNNFormat format;

    SequenceAugmentation(RNNFormat format, long seed, long stream) {
        super(seed, stream);
        this.format = Arguments.required("format", format);
    }

    final RNNFormat format() {
        return format;
    }

    /**
     * Draws the change of one sequence.
     *
     * @param random its random numbers
     * @param shape an image of one row, with a channel per feature and a column per step
     * @param first first step to change
     * @param end step after the last one to change
     */
    abstract Change draw(SplitMix random, ImageShape shape, int first, int end);

    /** Tests whether labels per step have to move with the features. */
    boolean movesSteps() {
        return false;
    }

    @Override
    final void change(Batch batch, long first) {
        INDArray features = batch.features;
        if (features.rank() != SEQUENCE_RANK || !features.dataType().isFPType()) {
            throw Arguments.invalid(
                    "features",
                    "sequences: floating-point numbers of shape "
                            + (format == RNNFormat.NCW ? "[batch, features, time]" : "[batch, time, features]"),
                    features.dataType() + " of shape " + Arrays.toString(features.shape()));
        }
        ImageShape shape = shape(features);
        Steps steps = new Steps(batch.featuresMask, batch.size(), shape.width);
        Change[] changes = new Change[batch.size()];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = draw(random(first + i), shape, steps.first(i), steps.end(i));
        }
        if (movesSteps() && batch.labels != null && batch.labels.rank() == SEQUENCE_RANK) {
            batch.setLabels(moved(batch, shape, changes));
        }
        batch.setFeatures(ImageAugmentation.applied(features, shape, shape, changes));
    }

    private ImageShape shape(INDArray sequences) {
        boolean featuresFirst = format == RNNFormat.NCW;
        int features = Math.toIntExact(sequences.size(featuresFirst ? 1 : 2));
        int time = Math.toIntExact(sequences.size(featuresFirst ? 2 : 1));
        return new ImageShape(featuresFirst ? CNN2DFormat.NCHW : CNN2DFormat.NHWC, features, 1, time);
    }

    private INDArray moved(Batch batch, ImageShape shape, Change... changes) {
        ImageShape labels = shape(batch.labels);
        if (labels.width != shape.width) {
            throw Arguments.invalid(
                    "labels", "of the features' " + shape.width + " steps", Arrays.toString(batch.labels.shape()));
        }
        if (batch.labelsMask != null && !batch.labelsMask.equals(batch.featuresMask)) {
            throw Arguments.invalid(
                    "labels mask", "that of the features, because labels move with their steps", "another one");
        }
        Change[] moves =
                Arrays.stream(changes).map(change -> change.ofLabels(labels)).toArray(Change[]::new);
        return ImageAugmentation.applied(batch.labels, labels, labels, moves);
    }
}
