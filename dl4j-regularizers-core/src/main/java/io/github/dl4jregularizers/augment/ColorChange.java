package io.github.dl4jregularizers.augment;

import java.util.List;

/** Changes brightness, contrast, saturation and hue of one image. */
final class ColorChange implements Change {

    /** The changes, which do not commute. */
    enum Kind {
        BRIGHTNESS,
        CONTRAST,
        SATURATION,
        HUE
    }

    private final ImageShape shape;
    private final List<Kind> order;
    private final double[] factors;

    /**
     * Changes in an order.
     *
     * @param shape of the image
     * @param order of the changes
     * @param factors one per kind, by its ordinal; the hue's is a share of the full circle
     */
    ColorChange(ImageShape shape, List<Kind> order, double... factors) {
        this.shape = shape;
        this.order = order;
        this.factors = factors.clone();
    }

    @Override
    public void apply(double[] image, double[] out) {
        Colors.requireUnitRange(image);
        System.arraycopy(image, 0, out, 0, shape.length());
        for (Kind kind : order) {
            change(kind, factors[kind.ordinal()], out);
        }
    }

    private void change(Kind kind, double factor, double[] image) {
        switch (kind) {
            case BRIGHTNESS:
                Colors.brightness(image, factor);
                break;
            case CONTRAST:
                Colors.contrast(shape, image, factor);
                break;
            case SATURATION:
                Colors.saturation(shape, image, factor);
                break;
            default:
                Colors.hue(shape, image, factor);
        }
    }
}
