package io.github.dl4jregularizers.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

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
        Model network = TinyRun.stack();
        INDArray features = Nd4j.rand(DataType.FLOAT, 5, 3, 32, 32);
        INDArray labels = Nd4j.eye(2).get(NDArrayIndex.indices(0, 1, 1, 0, 1));
        DataSet all = new DataSet(features, labels);
        Metrics together = Metrics.of(network, new ListDataSetIterator<>(List.of(all), 1));
        assertThat(together)
                .hasToString(Metrics.of(((MultiLayerNetwork) network).output(features), labels)
                        .toString());
        assertThat(Metrics.of(network, new ListDataSetIterator<>(all.asList(), 2)))
                .hasToString(together.toString());
    }

    /** The formula bin by bin, on floats. */
    @Test
    void binsAreThoseOfTheFormula() {
        SplittableRandom random = new SplittableRandom(8);
        double[][] probabilities = new double[2000][2];
        double[][] labels = new double[2000][2];
        double[] gaps = new double[15];
        for (int i = 0; i < probabilities.length; i++) {
            float first = (float) random.nextDouble();
            probabilities[i] = new double[] {first, 1 - first};
            int label = random.nextInt(2);
            labels[i][label] = 1;
            int answer = first >= 1 - first ? 0 : 1;
            int bin = (int) Math.ceil(probabilities[i][answer] * 15) - 1;
            gaps[bin] += (answer == label ? 1 : 0) - probabilities[i][answer];
        }
        double expected = 0;
        for (double gap : gaps) {
            expected += Math.abs(gap) / probabilities.length;
        }
        assertThat(metrics(probabilities, labels).ece()).isCloseTo(expected, within(1e-14));
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
        Metrics metrics = Metrics.of(
                Nd4j.createFromArray(new float[][] {{0.25f, 0.75f}}),
                Nd4j.createFromArray(new float[][] {{0, 1}}).castTo(DataType.FLOAT));
        assertThat(metrics.ece()).isEqualTo(0.25);
    }

    private static Metrics metrics(double[][] probabilities, double[][] labels) {
        return Metrics.of(Nd4j.createFromArray(probabilities), Nd4j.createFromArray(labels));
    }
}
