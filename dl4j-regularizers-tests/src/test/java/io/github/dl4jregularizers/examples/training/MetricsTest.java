package io.github.dl4jregularizers.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class MetricsTest {

    /**
     * By hand: confidences 0.5 and 0.52 share the bin (7/15, 8/15], one of them right; 0.9 is alone and right; 0.7 is
     * alone and wrong.
     */
    @Test
    void agreesWithACalculationByHand() {
        Metrics metrics = metrics(
                new double[][] {{0.5, 0.3, 0.2}, {0.3, 0.52, 0.18}, {0.05, 0.05, 0.9}, {0.7, 0.2, 0.1}},
                new double[][] {{1, 0, 0}, {1, 0, 0}, {0, 0, 1}, {0, 0, 1}});
        assertThat(metrics.accuracy()).isEqualTo(0.5);
        assertThat(metrics.nll())
                .isCloseTo(-(Math.log(0.5) + Math.log(0.3) + Math.log(0.9) + Math.log(0.1)) / 4, within(1e-12));
        assertThat(metrics.ece())
                .isCloseTo((Math.abs(1 - 1.02) + Math.abs(1 - 0.9) + Math.abs(0 - 0.7)) / 4, within(1e-12));
    }

    @Test
    void binsAreClosedAbove() {
        // 0.6 is the upper end of (8/15, 9/15]: with 0.59 it shares a bin, with 0.61 it does not.
        double[][] labels = {{1, 0}, {0, 1}};
        assertThat(metrics(new double[][] {{0.6, 0.4}, {0.59, 0.41}}, labels).ece())
                .isCloseTo(Math.abs(1 - 1.19) / 2, within(1e-12));
        assertThat(metrics(new double[][] {{0.6, 0.4}, {0.61, 0.39}}, labels).ece())
                .isCloseTo((0.4 + 0.61) / 2, within(1e-12));
    }

    @Test
    void batchesAddUp() {
        Metrics.Accumulator parts = new Metrics.Accumulator();
        double[][] probabilities = {{0.8, 0.2}, {0.4, 0.6}, {0.7, 0.3}};
        double[][] labels = {{1, 0}, {1, 0}, {0, 1}};
        for (int i = 0; i < 3; i++) {
            parts.add(
                    Nd4j.createFromArray(new double[][] {probabilities[i]}),
                    Nd4j.createFromArray(new double[][] {labels[i]}));
        }
        assertThat(parts.result()).hasToString(metrics(probabilities, labels).toString());
    }

    @Test
    void certaintyIsFiniteAndNotANumberIsSeen() {
        Metrics wrong = metrics(new double[][] {{1, 0}}, new double[][] {{0, 1}});
        assertThat(wrong.nll()).isCloseTo(103.28, within(0.01));
        assertThat(wrong.ece()).isEqualTo(1);
        Metrics right = metrics(new double[][] {{1, 0}}, new double[][] {{1, 0}});
        assertThat(right.nll()).isZero();
        assertThat(right.ece()).isZero();
        Metrics unknown = metrics(new double[][] {{Double.NaN, Double.NaN}}, new double[][] {{1, 0}});
        assertThat(unknown.nll()).isNaN();
        assertThat(unknown.ece()).isNaN();
    }

    @Test
    void readsSinglePrecision() {
        Metrics.Accumulator sum = new Metrics.Accumulator();
        sum.add(
                Nd4j.createFromArray(new float[][] {{0.25f, 0.75f}}),
                Nd4j.createFromArray(new float[][] {{0, 1}}).castTo(DataType.FLOAT));
        assertThat(sum.result().ece()).isEqualTo(0.25);
    }

    private static Metrics metrics(double[][] probabilities, double[][] labels) {
        Metrics.Accumulator sum = new Metrics.Accumulator();
        sum.add(Nd4j.createFromArray(probabilities), Nd4j.createFromArray(labels));
        return sum.result();
    }
}
