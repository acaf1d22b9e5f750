package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An augmentation that changes each image by itself. Images are [batch, channels, height, width] or [batch, height,
 * width, channels].
 *
 * <p>Augmentations that move pixels also move labels and masks of rank 4, with nearest interpolation and 0 outside the
 * image. Such labels must have the height and width of the images. Other labels are not changed.
 */
public abstract class ImageAugmentation extends Augmentation {

    private static final long serialVersionUID = 1L;

    static final int IMAGE_RANK = 4;

    private final CNN2DFormat format;

    ImageAugmentation(CNN2DFormat format, long seed, long stream) {
        super(seed, stream);
        this.format = Arguments.required("format", format);
    }

    final CNN2DFormat format() {
        return format;
    }

    /** Draws the change of one image. */
    abstract Change draw(SplitMix random, ImageShape shape);

    /** Draws the change of an example by its number. Compositions pass the number to their augmentations. */
    Change drawFor(long example, ImageShape shape) {
        return draw(random(example), shape);
    }

    /** Returns the shape of changed images. Refuses images that cannot be changed. */
    ImageShape changed(ImageShape shape) {
        return shape;
    }

    /** Tests whether labels and masks that are images have to move with the features. */
    boolean movesPixels() {
        return false;
    }

    @Override
    final void change(Batch batch, long first) {
        ImageShape shape = ImageShape.of(format, batch.features);
        ImageShape changed = changed(shape);
        Change[] changes = new Change[batch.size()];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = drawFor(first + i, shape);
        }
        if (movesPixels()) {
            batch.setLabels(moved("labels", batch.labels, shape, changed, changes));
            batch.setFeaturesMask(moved("features mask", batch.featuresMask, shape, changed, changes));
            batch.setLabelsMask(moved("labels mask", batch.labelsMask, shape, changed, changes));
        }
        batch.setFeatures(applied(batch.features, shape, changed, changes));
    }

    private INDArray moved(String name, INDArray array, ImageShape shape, ImageShape changed, Change[] changes) {
        if (array == null || array.rank() < IMAGE_RANK) {
            return array;
        }
        ImageShape labels = requireSize(name, format, array, shape);
        Change[] moves =
                Arrays.stream(changes).map(change -> change.ofLabels(labels)).toArray(Change[]::new);
        return applied(array, labels, labels.resized(changed.height, changed.width), moves);
    }

    /** Refuses labels and masks that are no images of the features' size. Returns the shape of each. */
    static ImageShape requireSize(String name, CNN2DFormat format, INDArray array, ImageShape shape) {
        ImageShape labels = ImageShape.inOrder(format, array);
        if (labels == null || labels.height != shape.height || labels.width != shape.width) {
            throw Arguments.invalid(
                    name,
                    "of the images' height and width, " + shape.height + "x" + shape.width,
                    "of shape " + Arrays.toString(array.shape()));
        }
        return labels;
    }

    /** Applies one change per example. Sequences are images of one row that keep their shape. */
    static INDArray applied(INDArray array, ImageShape before, ImageShape after, Change[] changes) {
        Examples images = Examples.of(array);
        boolean isImage = array.rank() == IMAGE_RANK;
        Examples out = Examples.create(array.dataType(), isImage ? after.batch(changes.length) : array.shape());
        double[] image = new double[before.length()];
        double[] result = new double[after.length()];
        for (int i = 0; i < changes.length; i++) {
            changes[i].apply(images.read(i, image), result);
            out.write(i, result);
        }
        return out.array();
    }
}
