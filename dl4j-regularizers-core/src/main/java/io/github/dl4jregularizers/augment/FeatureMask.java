package io.github.dl4jregularizers.augment;

/** Copies a sequence and replaces some of its features in a range of steps. */
final class FeatureMask implements Change {

    private final ImageShape shape;
    private final int lowest;
    private final int highest;
    private final int first;
    private final int end;
    private final double value;

    /**
     * Creates a mask.
     *
     * @param shape an image of one row, with a channel per feature and a column per step
     * @param lowest first feature
     * @param highest feature after the last one
     * @param first first step
     * @param end step after the last one
     * @param value replaces the features
     */
    FeatureMask(ImageShape shape, int lowest, int highest, int first, int end, double value) {
        this.shape = shape;
        this.lowest = lowest;
        this.highest = highest;
        this.first = first;
        this.end = end;
        this.value = value;
    }

    @Override
    public void apply(double[] image, double[] out) {
        System.arraycopy(image, 0, out, 0, shape.length());
        for (int feature = lowest; feature < highest; feature++) {
            for (int step = first; step < end; step++) {
                out[shape.at(step) + feature * shape.channelStride] = value;
            }
        }
    }
}
