package io.github.dl4jregularizers.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Edges of bins, bins of equal mass, intervals. */
class ReliabilityDiagramTest {

    @Test
    void equalWidthBinsAreClosedAbove() {
        for (int bins : new int[] {1, 2, 3, 7, 10, 15, 49, 1000}) {
            for (int edge = 1; edge < bins; edge++) {
                double probability = (double) edge / bins;
                assertThat(Binning.binOf(probability, bins)).isEqualTo(edge - 1);
                assertThat(Binning.binOf(Math.nextUp(probability), bins)).isEqualTo(edge);
            }
            assertThat(Binning.binOf(0, bins)).isZero();
            assertThat(Binning.binOf(1, bins)).isEqualTo(bins - 1);
            assertThat(Binning.binOf(1.0005, bins)).isEqualTo(bins - 1);
        }
    }

    @Test
    void equalMassBinsKeepEqualProbabilitiesTogether() {
        assertThat(Binning.equalMass(2).binsOf(new double[] {0.9, 0.6, 0.8, 0.7}))
                .containsExactly(1, 0, 1, 0);
        assertThat(Binning.equalMass(3).binsOf(new double[] {1, 1, 0.5, 1, 1, 1}))
                .containsExactly(1, 1, 0, 1, 1, 1);
        assertThat(Binning.equalMass(5).binsOf(new double[] {0.4, 0.6})).containsExactly(1, 3);
        assertThat(Binning.equalMass(4).binsOf(new double[] {0.5, 0.5, 0.5})).containsExactly(2, 2, 2);
    }

    @Test
    void refusesNoBins() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Binning.equalWidth(0))
                .withMessage("bins must be >= 1, but was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Binning.equalMass(-1))
                .withMessage("bins must be >= 1, but was -1");
    }

    /** 7 right of 10: the interval of Wilson's paper in the tables of every textbook. */
    @Test
    void intervalIsWilsons() {
        ReliabilityDiagram.Bin bin = diagram(7, 10).bins().get(0);

        assertThat(bin.count()).isEqualTo(10);
        assertThat(bin.accuracy()).isEqualTo(0.7);
        assertThat(bin.lowerAccuracy()).isCloseTo(0.3968, within(5e-5));
        assertThat(bin.upperAccuracy()).isCloseTo(0.8922, within(5e-5));
    }

    @Test
    void intervalStaysWithinZeroAndOne() {
        assertThat(diagram(0, 5).bins().get(0).lowerAccuracy()).isZero();
        assertThat(diagram(0, 5).bins().get(0).upperAccuracy()).isBetween(0.4, 0.5);
        assertThat(diagram(5, 5).bins().get(0).upperAccuracy()).isEqualTo(1);
        assertThat(diagram(5, 5).bins().get(0).lowerAccuracy()).isBetween(0.5, 0.6);
    }

    private static ReliabilityDiagram diagram(int right, int all) {
        INDArray probabilities = Nd4j.createFromArray(
                Collections.nCopies(all, new double[] {0.8, 0.2}).toArray(new double[0][]));
        INDArray labels = Nd4j.createFromArray(
                IntStream.range(0, all).map(i -> i < right ? 0 : 1).toArray());
        return ReliabilityDiagram.of(LabeledPredictions.of(probabilities, labels), Binning.equalWidth(10));
    }

    @Test
    void refusesUnknownClasses() {
        LabeledPredictions two = LabeledPredictions.of(Nd4j.createFromArray(new double[][] {{1, 0}}), Nd4j.zeros(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReliabilityDiagram.ofClass(two, 2, Binning.equalWidth(3)))
                .withMessage("label must be in [0.0, 1.0], but was 2.0");
    }
}
