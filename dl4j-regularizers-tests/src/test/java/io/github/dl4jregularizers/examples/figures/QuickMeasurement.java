package io.github.dl4jregularizers.examples.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.nd4j.linalg.factory.Nd4j;

/** The numbers of a figure at the quick size. */
public final class QuickMeasurement {

    private QuickMeasurement() {}

    /** Measures with seed 1, and checks that progress is in its range. */
    public static Measurements of(TextbookFigure figure) {
        return of(figure, 1);
    }

    private static Measurements of(TextbookFigure figure, long seed) {
        Nd4j.getRandom().setSeed(seed);
        return figure.measure(
                new FigureContext(seed, true, share -> assertThat(share).isBetween(0.0, 1.0)));
    }

    /** Measures with every seed of the quick size. */
    public static SeedResults everySeed(TextbookFigure figure) {
        return new SeedResults(LongStream.rangeClosed(1, figure.seeds(true))
                .mapToObj(seed -> of(figure, seed))
                .collect(Collectors.toList()));
    }
}
