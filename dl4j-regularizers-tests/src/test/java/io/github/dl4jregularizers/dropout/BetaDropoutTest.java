package io.github.dl4jregularizers.dropout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.noise.SeededNoise;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The distribution of the factors against that of Commons Math, over the range of rates. */
class BetaDropoutTest {

    private static final int DRAWS = 40_000;

    /** Kolmogorov's statistic is below 2.2 / sqrt(n) with a probability of 0.9999. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.05, 0.2, 0.25, 0.3, 1 / 3.0})
    void factorsHaveTheBetaDistribution(double rate) {
        INDArray mask = Nd4j.create(DataType.DOUBLE, DRAWS);
        new BetaDropout(DropRate.of(rate)).fillMask(mask, rate, new SeededNoise(7, 0, 0, 1));
        double[] sorted = Nd4j.sort(mask, true).toDoubleVector();
        double shape = (1 - 2 * rate) / (2 * rate);
        BetaDistribution expected = new BetaDistribution(null, shape, shape);
        double distance = 0;
        for (int i = 0; i < DRAWS; i++) {
            assertThat(sorted[i]).isBetween(0.0, 2.0);
            double share = expected.cumulativeProbability(sorted[i] / 2);
            distance = Math.max(
                    distance, Math.max(Math.abs(share - (double) i / DRAWS), Math.abs(share - (i + 1.0) / DRAWS)));
        }
        assertThat(distance).isLessThan(2.2 / Math.sqrt(DRAWS));
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "HALF"})
    void smallRatesHaveTheirVarianceInAllTypes(DataType type) {
        double rate = 0.01;
        INDArray mask = Nd4j.create(type, DRAWS);
        new BetaDropout(DropRate.of(rate)).fillMask(mask, rate, new SeededNoise(7, 0, 0, 1));
        INDArray wide = mask.castTo(DataType.DOUBLE).subi(1);
        assertThat(wide.mul(wide).meanNumber().doubleValue()).isCloseTo(rate / (1 - rate), within(0.05 * rate));
    }

    @Test
    void refusesRatesAboveAThird() {
        BetaDropout dropout = new BetaDropout(DropRate.of(0.4));
        INDArray mask = Nd4j.create(DataType.DOUBLE, 2);
        assertThatThrownBy(() -> dropout.fillMask(mask, 0.4, new SeededNoise(7, 0, 0, 1)))
                .hasMessageContaining("drop rate of BetaDropout")
                .hasMessageContaining("0.4");
    }
}
