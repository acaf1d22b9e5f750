package io.github.dl4jregularizers.augment;

/** A copy of an image with one rectangle painted over. */
final class Erasure implements ImageAugmentation.Change {

    final Rectangle rectangle;
    private final ImageShape shape;
    private final Paint paint;

    Erasure(Rectangle rectangle, ImageShape shape, Paint paint) {
        this.rectangle = rectangle;
        this.shape = shape;
        this.paint = paint;
    }

    @Override
    public void apply(double[] image, double[] out) {
        System.arraycopy(image, 0, out, 0, shape.length());
        rectangle.fill(shape, out, paint);
    }
}
