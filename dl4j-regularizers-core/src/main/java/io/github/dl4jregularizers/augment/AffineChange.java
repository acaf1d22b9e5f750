package io.github.dl4jregularizers.augment;

/** Moves an image by an affine map, as torchvision's {@code affine} does. */
final class AffineChange implements Change {

    private final ImageShape shape;
    private final AffineMap map;
    private final Resampling resampling;

    AffineChange(ImageShape shape, AffineMap map, Resampling resampling) {
        this.shape = shape;
        this.map = map;
        this.resampling = resampling;
    }

    AffineMap map() {
        return map;
    }

    @Override
    public Change ofLabels(ImageShape labels) {
        return new AffineChange(labels, map, Resampling.ofLabels());
    }

    @Override
    public void apply(double[] image, double[] out) {
        Sampler sampler = new Sampler(shape, resampling);
        double middleColumn = (shape.width - 1) / 2.0;
        double middleRow = (shape.height - 1) / 2.0;
        for (int row = 0; row < shape.height; row++) {
            double down = row - middleRow;
            for (int column = 0; column < shape.width; column++) {
                double right = column - middleColumn;
                double fromColumn = map.xx * right + map.xy * down + map.x + middleColumn;
                double fromRow = map.yx * right + map.yy * down + map.y + middleRow;
                sampler.move(image, fromRow, fromColumn, out, row * shape.width + column);
            }
        }
    }
}
