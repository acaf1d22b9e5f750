package io.github.dl4jregularizers.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedTestTest {

    /** The printed tables of Student's distribution, two-sided. Half of their last digit is up to 3e-5 here. */
    @ParameterizedTest
    @CsvSource({
        "1, 12.706, 0.95", "2, 4.303, 0.95", "3, 3.182, 0.95", "4, 2.776, 0.95", "5, 2.571, 0.95", "9, 2.262, 0.95",
        "1, 63.657, 0.99", "2, 9.925, 0.99", "4, 4.604, 0.99", "7, 3.499, 0.99", "8, 3.355, 0.99", "30, 2.750, 0.99"
    })
    void agreesWithPrintedTables(int degrees, double t, double probability) {
        assertThat(PairedTest.within(t, degrees)).isCloseTo(probability, within(3e-5));
    }

    @Test
    void isTheTestOfTheDifferences() {
        // t = 2 / (1 / sqrt 3) with two degrees: p = 1 - t / sqrt(2 + t^2).
        double t = 2 * Math.sqrt(3);
        assertThat(PairedTest.pValue(Statistic.of(1, 2, 3)))
                .isEqualTo(PairedTest.pValue(Statistic.of(-1, -2, -3)))
                .isCloseTo(1 - t / Math.sqrt(2 + t * t), within(1e-15));
    }

    @Test
    void ofNoDifferenceOrOneSeedIsOne() {
        assertThat(PairedTest.pValue(Statistic.of(5))).isEqualTo(1);
        assertThat(PairedTest.pValue(Statistic.of(0, 0, 0))).isEqualTo(1);
        assertThat(PairedTest.pValue(Statistic.of(Double.NaN, 1))).isEqualTo(1);
    }

    @Test
    void ofAConstantDifferenceIsZero() {
        assertThat(PairedTest.pValue(Statistic.of(0.5, 0.5, 0.5))).isZero();
    }

    @Test
    void marksBelowFiveAndOnePercent() {
        assertThat(PairedTest.mark(0.05)).isEmpty();
        assertThat(PairedTest.mark(0.049)).isEqualTo("*");
        assertThat(PairedTest.mark(0.01)).isEqualTo("*");
        assertThat(PairedTest.mark(0.009)).isEqualTo("**");
    }
}
