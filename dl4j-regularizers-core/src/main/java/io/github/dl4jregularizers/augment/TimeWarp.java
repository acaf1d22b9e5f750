package io.github.dl4jregularizers.augment;

/** Stretches one part of a sequence and compresses the other. The first and last step stay. */
final class TimeWarp implements Change {

    private final ImageShape shape;
    private final int first;
    private final int end;
    private final double center;
    private final double moved;
    private final Resampling resampling;

    /**
     * Creates a warp.
     *
     * @param shape an image of one row, with a column per step
     * @param first first step of the sequence
     * @param end step after the last one
     * @param center step that moves, counted from first; fractions are allowed
     * @param moved its place afterwards, counted from first, inside the sequence
     * @param resampling of steps between others
     */
    TimeWarp(ImageShape shape, int first, int end, double center, double moved, Resampling resampling) {
        this.shape = shape;
        this.first = first;
        this.end = end;
        this.center = center;
        this.moved = moved;
        this.resampling = resampling;
    }

    @Override
    public Change ofLabels(ImageShape labels) {
        return new TimeWarp(labels, first, end, center, moved, Resampling.ofLabels());
    }

    @Override
    public void apply(double[] image, double[] out) {
        System.arraycopy(image, 0, out, 0, shape.length());
        Sampler sampler = new Sampler(shape, resampling);
        int last = end - first - 1;
        for (int step = 0; step <= last; step++) {
            double source =
                    step <= moved ? step * center / moved : center + (step - moved) * (last - center) / (last - moved);
            sampler.move(image, 0, first + Math.min(source, last), out, first + step);
        }
    }
}
