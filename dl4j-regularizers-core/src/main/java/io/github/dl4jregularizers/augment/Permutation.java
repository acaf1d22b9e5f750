package io.github.dl4jregularizers.augment;

/** Permutes the pixels of an image. */
final class Permutation implements Change {

    private final ImageShape shape;
    /** The source of each pixel. Pixels are numbered row by row. */
    private final int[] sources;

    Permutation(ImageShape shape, int... sources) {
        this.shape = shape;
        this.sources = sources;
    }

    @Override
    public void apply(double[] image, double[] out) {
        for (int pixel = 0; pixel < sources.length; pixel++) {
            int from = shape.at(sources[pixel]);
            int to = shape.at(pixel);
            for (int channel = 0; channel < shape.channels; channel++) {
                int offset = channel * shape.channelStride;
                out[to + offset] = image[from + offset];
            }
        }
    }

    @Override
    public Change ofLabels(ImageShape labels) {
        return new Permutation(labels, sources);
    }
}
