package io.github.dl4jregularizers.augment;

import java.util.List;
import java.util.stream.Collectors;

/** Changes of one image in sequence. None of them changes its shape. */
final class Chain implements Change {

    private final ImageShape shape;
    private final List<Change> changes;

    Chain(ImageShape shape, List<Change> changes) {
        this.shape = shape;
        this.changes = changes;
    }

    @Override
    public void apply(double[] image, double[] out) {
        double[] from = image;
        double[] spare = new double[shape.length()];
        for (Change change : changes) {
            // The caller's image is only read; the results alternate between two other arrays.
            double[] to = from == spare ? out : spare;
            change.apply(from, to);
            from = to;
        }
        if (from != out) {
            System.arraycopy(from, 0, out, 0, shape.length());
        }
    }

    @Override
    public Change ofLabels(ImageShape labels) {
        return new Chain(
                labels, changes.stream().map(change -> change.ofLabels(labels)).collect(Collectors.toList()));
    }
}
