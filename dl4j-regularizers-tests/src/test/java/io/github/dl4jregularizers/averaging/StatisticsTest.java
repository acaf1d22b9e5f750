package io.github.dl4jregularizers.averaging;

import static io.github.dl4jregularizers.averaging.SmallNetworks.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.internal.Logged;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Statistics of batches with nearly no gradient, and averages and statistics in HALF; values by hand. */
class StatisticsTest {

    private static MultiLayerNetwork norm(DataType type, boolean logarithm, double decay) {
        return SmallNetworks.stack(
                type,
                InputType.feedForward(1),
                new BatchNormalization.Builder()
                        .useLogStd(logarithm)
                        .decay(decay)
                        .build());
    }

    private static DataSet batch(DataType type, double... column) {
        INDArray labels = Nd4j.zeros(type, column.length, 2);
        labels.getColumn(0).assign(1);
        return new DataSet(
                Nd4j.createFromArray(column).reshape(column.length, 1).castTo(type), labels);
    }

    private static double variance(MultiLayerNetwork network, boolean logarithm) {
        return logarithm
                ? Math.pow(10, 2 * network.getParam("0_log10stdev").getDouble(0))
                : network.getParam("0_var").getDouble(0);
    }

    /** Means 2 and 0, variances 1 and 0. */
    @ParameterizedTest
    @CsvSource({"FLOAT,false", "FLOAT,true", "DOUBLE,false", "DOUBLE,true", "HALF,false", "HALF,true"})
    void aBatchOfZerosCounts(DataType type, boolean logarithm) {
        for (double decay : new double[] {0.9, 0.5, 0.999}) {
            MultiLayerNetwork network = norm(type, logarithm, decay);

            BatchNormStatistics.estimate(network, new ListOfBatches(List.of(batch(type, 1, 3), batch(type, 0, 0))));

            double rounding = type == DataType.FLOAT16 ? 2e-3 : type == DataType.FLOAT ? 1e-5 : 1e-12;
            assertThat(network.getParam("0_mean").getDouble(0)).isCloseTo(1, within(rounding));
            assertThat(variance(network, logarithm)).isCloseTo(0.5, within(rounding));
        }
    }

    @Test
    void aSmallVarianceKeepsItsDigits() {
        MultiLayerNetwork network = norm(DataType.FLOAT, false, 0.9);

        BatchNormStatistics.estimate(network, new ListOfBatches(List.of(batch(DataType.FLOAT, 1e-5, 3e-5))));

        assertThat(network.getParam("0_var").getDouble(0)).isCloseTo(1e-10, within(1e-15));
    }

    @Test
    void warnsOnceOfBatchesOfOneExample() {
        MultiLayerNetwork network = norm(DataType.FLOAT, false, 0.9);
        DataSet one = batch(DataType.FLOAT, 2);

        assertThat(Logged.warnings(
                        BatchNormStatistics.class,
                        () -> BatchNormStatistics.estimate(network, new ListOfBatches(List.of(one, one, one)))))
                .singleElement()
                .asString()
                .contains("3 batches have one example, and their variance is 0 in the BatchNorm layers [layer0]");
        assertThat(Logged.warnings(
                        BatchNormStatistics.class,
                        () -> BatchNormStatistics.estimate(
                                network, new ListOfBatches(List.of(batch(DataType.FLOAT, 2, 3))))))
                .isEmpty();
    }

    @Test
    void refusesALayerWhoseStatisticsNeverMove() {
        MultiLayerNetwork network = norm(DataType.FLOAT, false, 1);

        assertThatThrownBy(() ->
                        BatchNormStatistics.estimate(network, new ListOfBatches(List.of(batch(DataType.FLOAT, 1, 3)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("decay of BatchNormalization layer layer0 must be in [0, 1), but was 1.0");
    }

    /** 1.5 - 0.5 * 0.999^1000 = 1.3162. */
    @ParameterizedTest
    @CsvSource({"HALF", "FLOAT", "DOUBLE"})
    void aMovingAverageMovesInEveryType(DataType type) {
        MultiLayerNetwork network = norm(type, false, 0.9);
        ExponentialMovingAverage average = new ExponentialMovingAverage(0.999);
        network.params().assign(1);
        average.iterationDone(network, 0, 0);
        network.params().assign(1.5);
        for (int i = 1; i <= 1000; i++) {
            average.iterationDone(network, i, 0);
        }

        INDArray averaged = average.averaged(network).params();
        assertThat(averaged.dataType()).isEqualTo(type);
        assertThat(averaged.getDouble(0)).isCloseTo(1.3162, within(type == DataType.FLOAT16 ? 5e-4 : 1e-4));
        ParameterAverage.Swapped swapped = average.swapInto(network);
        assertThat(values(network.params())).isEqualTo(values(averaged));
        swapped.close();
        assertThat(network.params().getDouble(0)).isEqualTo(1.5);
    }

    /** The mean of 1 (once) and 1.5 (99 times) is 1.495; each step is below the resolution of HALF at the end. */
    @Test
    void aMeanOfManyPointsIsExactInHalf() {
        MultiLayerNetwork network = norm(DataType.FLOAT16, false, 0.9);
        StochasticWeightAveraging average = StochasticWeightAveraging.everyIterations(1);
        for (int i = 0; i < 100; i++) {
            network.params().assign(i == 0 ? 1 : 1.5);
            average.iterationDone(network, i, 0);
        }

        assertThat(average.averaged(network).params().getDouble(0)).isCloseTo(1.495, within(5e-4));
    }
}
