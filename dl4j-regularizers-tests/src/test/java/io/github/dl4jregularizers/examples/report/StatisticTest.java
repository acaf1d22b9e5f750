package io.github.dl4jregularizers.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StatisticTest {

    @Test
    void dividesBySeedsMinusOne() {
        // Deviations from 5: -3, -1, -1, -1, 0, 0, 2, 4, whose squares add up to 32.
        Statistic statistic = Statistic.of(2, 4, 4, 4, 5, 5, 7, 9);

        assertThat(statistic.mean()).isEqualTo(5);
        assertThat(statistic.standardDeviation()).isCloseTo(Math.sqrt(32.0 / 7), within(1e-15));
        assertThat(statistic.format(2, false)).isEqualTo("5.00 ± 2.14");
    }

    @Test
    void survivesALargeOffset() {
        assertThat(Statistic.of(1e9 + 1, 1e9 + 2, 1e9 + 3).standardDeviation()).isEqualTo(1);
    }

    @Test
    void ofOneValueHasNoDeviation() {
        Statistic statistic = Statistic.of(3);

        assertThat(statistic.standardDeviation()).isNaN();
        assertThat(statistic.format(1, true)).isEqualTo("+3.0");
    }

    @Test
    void refusesNothing() {
        assertThatThrownBy(Statistic::of).hasMessage("number of values must be >= 1, but was 0");
    }
}
