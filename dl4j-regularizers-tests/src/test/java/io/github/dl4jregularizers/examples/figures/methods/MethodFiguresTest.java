package io.github.dl4jregularizers.examples.figures.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.ensemble.EnsembleError;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.QuickMeasurement;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Numbers of figures at the quick size, seed 1. Seeds are fixed: a failure is a change of the numbers, not chance. */
class MethodFiguresTest {

    static Stream<TextbookFigure> figures() {
        return Stream.of(new MembersAndCorrelation(), new SampledMasks(), new SmoothedLabels(), new WeightHistograms());
    }

    @ParameterizedTest
    @MethodSource("figures")
    @Tag("slow")
    void claimIsSeen(TextbookFigure figure) {
        assertThat(figure.present(new SeedResults(List.of(QuickMeasurement.of(figure))))
                        .verdict()
                        .isSeen())
                .isTrue();
    }

    /** The trainer keeps the lowest point of the curve of the same training, and stops five epochs later. */
    @Test
    void stoppingPointIsOnTheCurve() {
        StoppingPoint figure = new StoppingPoint();
        Measurements measured = QuickMeasurement.of(figure);
        int stop = (int) measured.number("stop.epoch");
        double[] seen = Arrays.copyOf(measured.get("validation"), stop);
        int best = (int) measured.number("best.epoch");
        assertThat(seen[best - 1]).isEqualTo(Arrays.stream(seen).min().orElseThrow());
        assertThat(measured.number("best.validation")).isCloseTo(seen[best - 1], within(1e-9));
        assertThat(stop).isEqualTo(best + 5);
        assertThat(figure.present(new SeedResults(List.of(measured))).verdict().isSeen())
                .isTrue();
    }

    @Test
    void histogramLeavesOutZeros() {
        double[] shares = WeightHistograms.histogram(new double[] {0, 0, 0.001, -0.61, -7, 7, 0.61, 0.61});
        assertThat(Arrays.stream(shares).sum()).isCloseTo(75, within(1e-12));
        assertThat(shares[0]).isCloseTo(25, within(1e-12));
        assertThat(shares[shares.length / 2]).isCloseTo(12.5, within(1e-12));
        assertThat(shares[shares.length - 1]).isCloseTo(37.5, within(1e-12));
    }

    /** One member and all members: the error is that of the formula, on the same examples. */
    @Test
    void errorOfMeansIsThatOfTheFormula() {
        Nd4j.getRandom().setSeed(1);
        INDArray predictions = Nd4j.rand(DataType.DOUBLE, 5, 20, 3);
        INDArray labels = Nd4j.rand(DataType.DOUBLE, 20, 3);
        EnsembleError formula = EnsembleError.of(predictions, labels);
        assertThat(MembersAndCorrelation.error(predictions, labels, 1)).isCloseTo(formula.variance(), within(1e-12));
        assertThat(MembersAndCorrelation.error(predictions, labels, 5)).isCloseTo(formula.ofAverage(), within(1e-12));
    }
}
