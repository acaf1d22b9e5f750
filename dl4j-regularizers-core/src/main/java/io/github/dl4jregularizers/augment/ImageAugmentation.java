package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/** An augmentation that changes each image by itself and leaves labels alone. */
abstract class ImageAugmentation extends Augmentation {

    private static final long serialVersionUID = 1L;

    private final CNN2DFormat format;

    ImageAugmentation(CNN2DFormat format, long seed) {
        super(seed);
        this.format = Arguments.required("format", format);
    }

    /** What was drawn for an image. */
    interface Change {
        /** Writes all of the changed image; the original stays as it is. */
        void apply(double[] image, double[] out);
    }

    /** Refuses batches with something else that would have to change with the images. */
    void check(Batch batch) {}

    abstract Change draw(SplitMix random, ImageShape shape);

    /** The shape of changed images; refuses those that cannot be changed. */
    ImageShape changed(ImageShape shape) {
        return shape;
    }

    @Override
    final void change(Batch batch, long first) {
        ImageShape shape = ImageShape.of(format, batch.features);
        ImageShape changed = changed(shape);
        check(batch);
        Examples images = Examples.of(batch.features);
        Examples out = Examples.create(batch.features.dataType(), changed.batch(batch.size()));
        double[] image = new double[shape.length()];
        double[] result = new double[changed.length()];
        for (int i = 0; i < batch.size(); i++) {
            draw(random(first + i), shape).apply(images.read(i, image), result);
            out.write(i, result);
        }
        batch.setFeatures(out.array());
    }
}
