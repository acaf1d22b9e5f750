package io.github.dl4jregularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

class DropRateTest {

    @Test
    void droppingAndRetainingNameTheSameRate() {
        for (double[] pair : new double[][] {{0.25, 0.75}, {0.1, 0.9}, {0.3, 0.7}, {0, 1}}) {
            assertThat(DropRate.of(pair[0]))
                    .isEqualTo(DropRate.retaining(pair[1]))
                    .hasSameHashCodeAs(DropRate.retaining(pair[1]))
                    .hasToString("DropRate(" + pair[0] + ")");
        }
        assertThat(DropRate.of(0.25)).isNotEqualTo(DropRate.of(0.75));
    }

    @Test
    void negativeZeroIsZero() {
        assertThat(DropRate.of(-0.0)).isEqualTo(DropRate.of(0)).hasToString("DropRate(0.0)");
    }

    @Test
    void onlyTheConstantZeroIsAlwaysZero() {
        assertThat(DropRate.of(0).isAlwaysZero()).isTrue();
        assertThat(DropRate.retaining(1).isAlwaysZero()).isTrue();
        assertThat(DropRate.of(1e-300).isAlwaysZero()).isFalse();
        assertThat(DropRate.ramp(0, 0.5, 4).isAlwaysZero()).isFalse();
    }

    @Test
    void rampIsLinearAndThenConstant() {
        DropRate ramp = DropRate.ramp(0.1, 0.5, 4);
        double[] expected = {0.1, 0.2, 0.3, 0.4, 0.5, 0.5};
        for (int i = 0; i < expected.length; i++) {
            assertThat(ramp.at(i, 0)).isCloseTo(expected[i], within(1e-15));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN, Double.NEGATIVE_INFINITY})
    void refusesWhatIsNoDropRate(double rate) {
        assertThatThrownBy(() -> DropRate.of(rate))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("drop probability")
                .hasMessageContaining("[0, 1)")
                .hasMessageContaining(String.valueOf(rate));
        assertThatThrownBy(() -> DropRate.ramp(0.1, rate, 10)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 0, 1e-20, 1.5, Double.NaN})
    void refusesWhatIsNoRetainProbability(double retained) {
        assertThatThrownBy(() -> DropRate.retaining(retained))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retain probability")
                .hasMessageContaining("(0, 1]");
    }

    @Test
    void aScheduleIsCheckedWhenItsValueIsUsed() {
        DropRate growing = DropRate.scheduled(new StepSchedule(ScheduleType.ITERATION, 0.5, 2, 1));
        assertThat(growing.at(0, 0)).isEqualTo(0.5);
        assertThatThrownBy(() -> growing.at(1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("iteration 1");
    }

    @Test
    void survivesJson() throws Exception {
        for (DropRate rate : new DropRate[] {
            DropRate.of(0.3),
            DropRate.ramp(0, 0.4, 100),
            DropRate.scheduled(new StepSchedule(ScheduleType.EPOCH, 0.4, 0.5, 10))
        }) {
            String json = JsonMappers.getMapper().writeValueAsString(rate);
            assertThat(JsonMappers.getMapper().readValue(json, DropRate.class)).isEqualTo(rate);
        }
    }
}
