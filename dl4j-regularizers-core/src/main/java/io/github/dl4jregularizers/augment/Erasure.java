package io.github.dl4jregularizers.augment;

/** A copy of an image with one rectangle blank. */
final class Erasure implements ImageAugmentation.Change {

    final Rectangle rectangle;
    private final ImageShape shape;
    private final Fill fill;

    Erasure(Rectangle rectangle, ImageShape shape, Fill fill) {
        this.rectangle = rectangle;
        this.shape = shape;
        this.fill = fill;
    }

    @Override
    public void apply(double[] image, double[] out) {
        System.arraycopy(image, 0, out, 0, shape.length());
        rectangle.fill(shape, out, fill);
    }
}
