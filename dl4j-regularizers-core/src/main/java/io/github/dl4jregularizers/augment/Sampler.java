package io.github.dl4jregularizers.augment;

/** Reads images between pixels, as PyTorch's {@code grid_sample} with torchvision's fill. */
final class Sampler {

    private final ImageShape shape;
    private final Resampling resampling;

    Sampler(ImageShape shape, Resampling resampling) {
        this.shape = shape;
        this.resampling = resampling;
    }

    /**
     * Writes one pixel of a moved image.
     *
     * @param image to read
     * @param fromRow row of the source, in pixels
     * @param fromColumn column of the source, in pixels
     * @param out image to write
     * @param pixel number of the pixel to write, row by row
     */
    void move(double[] image, double fromRow, double fromColumn, double[] out, int pixel) {
        int to = shape.at(pixel);
        boolean touches = fromRow > -1 && fromRow < shape.height && fromColumn > -1 && fromColumn < shape.width;
        if (!touches) {
            fill(out, to);
            return;
        }
        if (resampling.interpolation == Interpolation.NEAREST) {
            nearest(image, fromRow, fromColumn, out, to);
            return;
        }
        int top = (int) Math.floor(fromRow);
        int left = (int) Math.floor(fromColumn);
        if (top >= 0 && left >= 0 && left + 1 < shape.width && fromRow == top) {
            inRow(image, shape.at(top * shape.width + left), fromColumn - left, out, to);
        } else if (top >= 0 && left >= 0 && top + 1 < shape.height && left + 1 < shape.width) {
            inside(image, top, left, fromRow - top, fromColumn - left, out, to);
        } else {
            bilinear(image, top, left, fromRow - top, fromColumn - left, out, to);
        }
    }

    /** Paints a pixel whose source is outside, infinite or undefined, as at the horizon of a perspective. */
    private void fill(double[] out, int to) {
        for (int channel = 0; channel < shape.channels; channel++) {
            out[to + channel * shape.channelStride] = resampling.fill.of(channel);
        }
    }

    private void nearest(double[] image, double fromRow, double fromColumn, double[] out, int to) {
        int row = (int) Math.rint(fromRow);
        int column = (int) Math.rint(fromColumn);
        boolean inside = isInside(row, column);
        int from = inside ? shape.at(row * shape.width + column) : 0;
        for (int channel = 0; channel < shape.channels; channel++) {
            int offset = channel * shape.channelStride;
            out[to + offset] = inside ? image[from + offset] : resampling.fill.of(channel);
        }
    }

    /** Weighs two pixels of one row inside the image, as of sequences and of horizontal shears. */
    private void inRow(double[] image, int from, double right, double[] out, int to) {
        for (int channel = 0; channel < shape.channels; channel++) {
            int offset = channel * shape.channelStride;
            int place = from + offset;
            out[to + offset] = (1 - right) * image[place] + right * image[place + shape.columnStride];
        }
    }

    /** Weighs four pixels inside the image. */
    private void inside(double[] image, int top, int left, double down, double right, double[] out, int to) {
        int from = shape.at(top * shape.width + left);
        double topLeft = (1 - down) * (1 - right);
        double topRight = (1 - down) * right;
        double bottomLeft = down * (1 - right);
        double bottomRight = down * right;
        for (int channel = 0; channel < shape.channels; channel++) {
            int offset = channel * shape.channelStride;
            int place = from + offset;
            int below = place + shape.rowStride;
            out[to + offset] = topLeft * image[place]
                    + topRight * image[place + shape.columnStride]
                    + bottomLeft * image[below]
                    + bottomRight * image[below + shape.columnStride];
        }
    }

    /** Weights outside the image count for the fill. torchvision weighs the rest by its share once more. */
    private void bilinear(double[] image, int top, int left, double down, double right, double[] out, int to) {
        double[] weights = {(1 - down) * (1 - right), (1 - down) * right, down * (1 - right), down * right};
        int[] from = new int[weights.length];
        double share = 0;
        for (int corner = 0; corner < weights.length; corner++) {
            int row = top + corner / 2;
            int column = left + corner % 2;
            if (isInside(row, column)) {
                from[corner] = shape.at(row * shape.width + column);
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

    private boolean isInside(int row, int column) {
        return row >= 0 && row < shape.height && column >= 0 && column < shape.width;
    }
}
