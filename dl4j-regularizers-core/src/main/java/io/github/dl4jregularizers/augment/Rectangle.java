package io.github.dl4jregularizers.augment;

/** A part of an image: rows top to bottom, columns left to right, both without the upper end. */
final class Rectangle {

    static final Rectangle EMPTY = new Rectangle(0, 0, 0, 0);

    final int top;
    final int left;
    final int bottom;
    final int right;

    Rectangle(int top, int left, int bottom, int right) {
        this.top = top;
        this.left = left;
        this.bottom = bottom;
        this.right = right;
    }

    /** Returns the rectangle around a center, clipped to the image. */
    static Rectangle around(int row, int column, int height, int width, ImageShape image) {
        int top = row - height / 2;
        int left = column - width / 2;
        return new Rectangle(
                Math.max(top, 0),
                Math.max(left, 0),
                Math.min(top + height, image.height),
                Math.min(left + width, image.width));
    }

    /** Returns the square with an upper left corner, clipped to the image. */
    static Rectangle at(int top, int left, int side, ImageShape image) {
        return new Rectangle(top, left, Math.min(top + side, image.height), Math.min(left + side, image.width));
    }

    int area() {
        return (bottom - top) * (right - left);
    }

    /** Copies this part of one image into another of the same shape. */
    void copy(ImageShape shape, double[] from, double[] to) {
        for (int channel = 0; channel < shape.channels; channel++) {
            for (int row = top; row < bottom; row++) {
                int start = channel * shape.channelStride + row * shape.rowStride;
                for (int column = left; column < right; column++) {
                    int place = start + column * shape.columnStride;
                    to[place] = from[place];
                }
            }
        }
    }

    /** Paints this part of an image. */
    void fill(ImageShape shape, double[] image, Paint paint) {
        for (int channel = 0; channel < shape.channels; channel++) {
            for (int row = top; row < bottom; row++) {
                int start = channel * shape.channelStride + row * shape.rowStride;
                for (int column = left; column < right; column++) {
                    image[start + column * shape.columnStride] = paint.of(channel, row * shape.width + column);
                }
            }
        }
    }
}
