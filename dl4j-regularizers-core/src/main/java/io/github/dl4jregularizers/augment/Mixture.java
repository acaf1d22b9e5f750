package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import java.util.List;

/** The weighted sum of an image and of changed copies of it. */
final class Mixture implements Change {

    private final ImageShape shape;
    private final double ownWeight;
    private final List<Change> changes;
    private final double[] weights;

    /**
     * Creates a mixture.
     *
     * @param shape of the image
     * @param ownWeight weight of the unchanged image
     * @param changes of the copies
     * @param weights of the copies
     */
    Mixture(ImageShape shape, double ownWeight, List<Change> changes, double... weights) {
        this.shape = shape;
        this.ownWeight = ownWeight;
        this.changes = changes;
        this.weights = weights;
    }

    @Override
    public void apply(double[] image, double[] out) {
        for (int i = 0; i < shape.length(); i++) {
            out[i] = ownWeight * image[i];
        }
        double[] changed = new double[shape.length()];
        for (int copy = 0; copy < weights.length; copy++) {
            changes.get(copy).apply(image, changed);
            for (int i = 0; i < changed.length; i++) {
                out[i] += weights[copy] * changed[i];
            }
        }
    }

    /** Refuses labels that are images: each copy would need another one. */
    @Override
    public Change ofLabels(ImageShape labels) {
        throw Arguments.invalid(
                "labels and masks of AugMix",
                "no images, because it mixes copies with different moves",
                "of shape " + Arrays.toString(labels.batch(1)));
    }
}
