package io.github.dl4jregularizers.examples.figures.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.examples.data.Mnist1d;
import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Double descent at the quick size, seed 1. Seeds are fixed: a failure is a change of the numbers, not chance. */
class DoubleDescentTest {

    @Test
    void solutionsHaveNoGradient() {
        Nd4j.getRandom().setSeed(3);
        INDArray targets = Nd4j.randn(DataType.DOUBLE, 12, 2);
        for (int columns : new int[] {5, 30}) {
            INDArray units = Nd4j.randn(DataType.DOUBLE, 12, columns);
            for (double l2 : new double[] {0, 0.1}) {
                INDArray weights = DoubleDescent.solution(units, targets, l2);
                // The gradient of the mean over all targets of the squared error, plus l2/2 times the squares.
                INDArray gradient = units.transpose()
                        .mmul(units.mmul(weights).sub(targets))
                        .mul(2.0 / targets.length())
                        .add(weights.mul(l2));
                assertThat(gradient.amaxNumber().doubleValue()).isLessThan(1e-10);
            }
        }
    }

    @Test
    void scoreOfElasticNetIsLowestAtTheSolution() {
        Nd4j.getRandom().setSeed(3);
        // Rounding of scores in double: relative 1e-16, with some thousand summands.
        assertThat(DoubleDescent.asymmetry(Mnist1d.generate(150, 10, 1).training(DataType.DOUBLE)))
                .isLessThan(1e-10);
    }

    @Test
    void errorPeaksAtAsManyUnitsAsExamples() {
        Nd4j.getRandom().setSeed(1);
        DoubleDescent figure = new DoubleDescent();
        Measurements measured = figure.measure(
                new FigureContext(1, true, share -> assertThat(share).isBetween(0.0, 1.0)));
        double[] fit = measured.get("fit");
        assertThat(fit[0]).isGreaterThan(10);
        assertThat(fit[fit.length - 1]).isZero();
        assertThat(DoubleDescent.rise(measured.get("plain"))).isGreaterThan(5);
        assertThat(figure.present(new SeedResults(List.of(measured))).verdict().isSeen())
                .isTrue();
    }
}
