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
        double middleColumn = (shape.width - 1) / 2.0;
        double middleRow = (shape.height - 1) / 2.0;
        for (int row = 0; row < shape.height; row++) {
            double down = row - middleRow;
            for (int column = 0; column < shape.width; column++) {
                double right = column - middleColumn;
                double fromColumn = map.xx * right + map.xy * down + map.x + middleColumn;
                double fromRow = map.yx * right + map.yy * down + map.y + middleRow;
                int to = shape.at(row * shape.width + column);
                if (resampling.interpolation == Interpolation.NEAREST) {
                    nearest(image, fromRow, fromColumn, out, to);
                } else {
                    bilinear(image, fromRow, fromColumn, out, to);
                }
            }
        }
    }

    private void nearest(double[] image, double fromRow, double fromColumn, double[] out, int to) {
        long row = (long) Math.rint(fromRow);
        long column = (long) Math.rint(fromColumn);
        boolean inside = isInside(row, column);
        int from = inside ? shape.at((int) row * shape.width + (int) column) : 0;
        for (int channel = 0; channel < shape.channels; channel++) {
            int offset = channel * shape.channelStride;
            out[to + offset] = inside ? image[from + offset] : resampling.fill.of(channel);
        }
    }

    /** Weights outside the image count for the fill. torchvision weighs the rest by its share once more. */
    private void bilinear(double[] image, double fromRow, double fromColumn, double[] out, int to) {
        long top = (long) Math.floor(fromRow);
        long left = (long) Math.floor(fromColumn);
        double down = fromRow - top;
        double right = fromColumn - left;
        double[] weights = {(1 - down) * (1 - right), (1 - down) * right, down * (1 - right), down * right};
        int[] from = new int[weights.length];
        double share = 0;
        for (int corner = 0; corner < weights.length; corner++) {
            long row = top + corner / 2;
            long column = left + corner % 2;
            if (isInside(row, column)) {
                from[corner] = shape.at((int) row * shape.width + (int) column);
                share += weights[corner];
            } else {
                weights[corner] = 0;
            }
        }
        for (int channel = 0; channel < shape.channels; channel++) {
            int offset = channel * shape.channelStride;
            double sum = 0;
            for (int corner = 0; corner < weights.length; corner++) {
                sum += weights[corner] == 0 ? 0 : weights[corner] * image[from[corner] + offset];
            }
            out[to + offset] = sum * share + (1 - share) * resampling.fill.of(channel);
        }
    }

    private boolean isInside(long row, long column) {
        return row >= 0 && row < shape.height && column >= 0 && column < shape.width;
    }
}
