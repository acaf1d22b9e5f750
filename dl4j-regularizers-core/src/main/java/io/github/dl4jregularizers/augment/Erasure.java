package io.github.dl4jregularizers.augment;

/** Copies an image and paints one rectangle. Labels keep their pixels. */
final class Erasure implements Change {

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
