package io.github.dl4jregularizers.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

class WarmupCosineScheduleTest {

    private final ISchedule schedule = new WarmupCosineSchedule(0.8, 3, 11);

    @Test
    void risesLinearlyAndFallsAlongACosine() {
        double[] expected = {0.2, 0.4, 0.6, 0.8, 0.8 * (1 + Math.sqrt(0.5 + Math.sqrt(0.125))) / 2};
        for (int t = 0; t < expected.length; t++) {
            assertThat(schedule.valueAt(t, 7)).isCloseTo(expected[t], within(1e-15));
        }
        assertThat(schedule.valueAt(7, 0)).isCloseTo(0.4, within(1e-15));
        assertThat(schedule.valueAt(11, 0)).isZero();
        assertThat(schedule.valueAt(1000, 0)).isZero();
        assertThat(new WarmupCosineSchedule(0.5, 0, 4).valueAt(0, 0)).isEqualTo(0.5);
    }

    @Test
    void survivesJsonInsideAnUpdater() throws Exception {
        String json = JsonMappers.getMapper().writeValueAsString(new Adam(schedule));
        IUpdater restored = JsonMappers.getMapper().readValue(json, IUpdater.class);
        assertThat(restored).isEqualTo(new Adam(schedule)).hasSameHashCodeAs(new Adam(schedule));
        assertThat(schedule.clone()).isEqualTo(schedule);
        assertThat(schedule).isNotEqualTo(new WarmupCosineSchedule(0.8, 3, 12));
        assertThat(schedule).isNotEqualTo(new WarmupCosineSchedule(0.8, 2, 11));
        assertThat(schedule).isNotEqualTo(new WarmupCosineSchedule(0.7, 3, 11));
    }

    @Test
    void refusesWhatIsNoSchedule() {
        assertThatThrownBy(() -> new WarmupCosineSchedule(Double.NaN, 0, 1)).hasMessageContaining("peak must be");
        assertThatThrownBy(() -> new WarmupCosineSchedule(1, -1, 1)).hasMessage("warmup must be >= 0, but was -1");
        assertThatThrownBy(() -> new WarmupCosineSchedule(1, 4, 4)).hasMessage("iterations must be >= 5, but was 4");
    }
}
