package io.github.dl4jregularizers.augment;

/** Moves each pixel of an image by its own displacement, as torchvision's {@code elastic_transform} does. */
final class ElasticChange implements Change {

    private final ImageShape shape;
    /** Distance of each pixel's source to the right, in pixels, row by row. */
    private final double[] right;
    /** Distance of each pixel's source downwards, in pixels, row by row. */
    private final double[] down;

    private final Resampling resampling;

    ElasticChange(ImageShape shape, double[] right, double[] down, Resampling resampling) {
        this.shape = shape;
        this.right = right;
        this.down = down;
        this.resampling = resampling;
    }

    @Override
    public Change ofLabels(ImageShape labels) {
        return new ElasticChange(labels, right, down, Resampling.ofLabels());
    }

    @Override
    public void apply(double[] image, double[] out) {
        Sampler sampler = new Sampler(shape, resampling);
        for (int row = 0; row < shape.height; row++) {
            for (int column = 0; column < shape.width; column++) {
                int pixel = row * shape.width + column;
                sampler.move(image, row + down[pixel], column + right[pixel], out, pixel);
            }
        }
    }
}
