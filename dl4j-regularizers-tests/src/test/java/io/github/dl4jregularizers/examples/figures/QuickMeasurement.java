package io.github.dl4jregularizers.examples.figures;

import static org.assertj.core.api.Assertions.assertThat;

import org.nd4j.linalg.factory.Nd4j;

/** The numbers of a figure at the quick size, with seed 1. */
public final class QuickMeasurement {

    private QuickMeasurement() {}

    /** Measures, and checks that progress is in its range. */
    public static Measurements of(TextbookFigure figure) {
        Nd4j.getRandom().setSeed(1);
        return figure.measure(
                new FigureContext(1, true, share -> assertThat(share).isBetween(0.0, 1.0)));
    }
}
