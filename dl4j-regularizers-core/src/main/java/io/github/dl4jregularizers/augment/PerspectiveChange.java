package io.github.dl4jregularizers.augment;

/** Moves an image by a perspective map, as torchvision's {@code perspective} does. */
final class PerspectiveChange implements Change {

    /** torchvision maps corners by their indices, and pixels by their centers. */
    private static final double CENTER = 0.5;

    private final ImageShape shape;
    private final Homography map;
    private final Resampling resampling;

    /**
     * Creates a change.
     *
     * @param shape of the image
     * @param map from the result to the image
     * @param resampling of moved pixels
     */
    PerspectiveChange(ImageShape shape, Homography map, Resampling resampling) {
        this.shape = shape;
        this.map = map;
        this.resampling = resampling;
    }

    Homography map() {
        return map;
    }

    @Override
    public Change ofLabels(ImageShape labels) {
        return new PerspectiveChange(labels, map, Resampling.ofLabels());
    }

    @Override
    public void apply(double[] image, double[] out) {
        Sampler sampler = new Sampler(shape, resampling);
        for (int row = 0; row < shape.height; row++) {
            double y = row + CENTER;
            for (int column = 0; column < shape.width; column++) {
                double x = column + CENTER;
                sampler.move(image, map.y(x, y) - CENTER, map.x(x, y) - CENTER, out, row * shape.width + column);
            }
        }
    }
}
