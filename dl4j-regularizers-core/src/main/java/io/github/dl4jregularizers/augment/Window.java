package io.github.dl4jregularizers.augment;

/** Copies a window of an image, which may reach outside, and may mirror it left to right. */
final class Window implements Change {

    private final ImageShape shape;
    private final ImageShape window;
    private final Fill fill;
    private final int top;
    private final int left;
    private final boolean mirrored;

    /**
     * Creates a window.
     *
     * @param shape of the image
     * @param window shape of the result
     * @param fill value outside the image
     * @param top row of the image that is the window's first; may be negative
     * @param left column of the image that is the window's first; may be negative
     * @param mirrored whether to mirror the window
     */
    Window(ImageShape shape, ImageShape window, Fill fill, int top, int left, boolean mirrored) {
        this.shape = shape;
        this.window = window;
        this.fill = fill;
        this.top = top;
        this.left = left;
        this.mirrored = mirrored;
    }

    @Override
    public void apply(double[] image, double[] out) {
        for (int channel = 0; channel < shape.channels; channel++) {
            double outside = fill.of(channel);
            for (int row = 0; row < window.height; row++) {
                int from = channel * shape.channelStride + (top + row) * shape.rowStride;
                int to = channel * window.channelStride + row * window.rowStride;
                boolean rowInside = top + row >= 0 && top + row < shape.height;
                for (int i = 0; i < window.width; i++) {
                    int column = left + (mirrored ? window.width - 1 - i : i);
                    boolean inside = rowInside && column >= 0 && column < shape.width;
                    out[to + i * window.columnStride] = inside ? image[from + column * shape.columnStride] : outside;
                }
            }
        }
    }

    @Override
    public Change ofLabels(ImageShape labels) {
        return new Window(labels, labels.resized(window.height, window.width), new Fill(), top, left, mirrored);
    }
}
