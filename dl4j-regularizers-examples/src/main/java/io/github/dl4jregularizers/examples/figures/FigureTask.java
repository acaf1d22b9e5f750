package io.github.dl4jregularizers.examples.figures;

/** One measurement of a run: a figure with one seed. Immutable. */
final class FigureTask {

    private final TextbookFigure figure;
    private final int seed;
    private final boolean quick;

    FigureTask(TextbookFigure figure, int seed, boolean quick) {
        this.figure = figure;
        this.seed = seed;
        this.quick = quick;
    }

    TextbookFigure figure() {
        return figure;
    }

    int seed() {
        return seed;
    }

    boolean quick() {
        return quick;
    }

    /** The expected time. */
    double seconds() {
        return figure.seconds(quick);
    }

    @Override
    public String toString() {
        return figure.name() + ", seed " + seed + " of " + figure.seeds(quick);
    }
}
