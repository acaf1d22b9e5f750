package io.github.dl4jregularizers.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import java.util.List;
import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The schedules against PyTorch's; the numbers come from reference/schedules/generate.py. */
class ScheduleTest {

    private static final JsonNode REFERENCE = Reference.of("schedules");

    static List<Arguments> torch() {
        ScheduleType type = ScheduleType.ITERATION;
        ISchedule cosine = new CosineSchedule(type, 0.4, 0.01, 10);
        return List.of(
                Arguments.of("cosine", cosine),
                Arguments.of("restarts", new CosineSchedule(type, 0.4, 0.01, 5).withRestarts(1)),
                Arguments.of("growing", new CosineSchedule(type, 0.4, 3).withRestarts(2)),
                Arguments.of("warmup", new LinearWarmup(type, 4, new FixedSchedule(0.4))),
                Arguments.of("warmupCosine", new LinearWarmup(type, 4, cosine)));
    }

    @ParameterizedTest
    @MethodSource("torch")
    void equalsTorch(String name, ISchedule schedule) {
        JsonNode values = REFERENCE.get(name);
        for (int t = 0; t < values.size(); t++) {
            assertThat(schedule.valueAt(t, 99))
                    .as("iteration " + t)
                    .isCloseTo(values.get(t).asDouble(), within(1e-15));
        }
    }

    @Test
    void staysAtTheEndWithoutRestarts() {
        ISchedule schedule = new CosineSchedule(ScheduleType.ITERATION, 0.4, 0.01, 10);
        assertThat(schedule.valueAt(10, 0)).isEqualTo(0.01);
        assertThat(schedule.valueAt(Integer.MAX_VALUE, 0)).isEqualTo(0.01);
        ISchedule restarted = new CosineSchedule(ScheduleType.ITERATION, 1, 1 << 30).withRestarts(3);
        assertThat(restarted.valueAt(Integer.MAX_VALUE, 0)).isBetween(0.7, 0.8);
    }

    /** Values of the formulas of Lee and of Tarvainen and Valpola. */
    @Test
    void rampsUpToTheFinalValue() {
        ISchedule linear = RampUp.linear(ScheduleType.EPOCH, 3, 100, 600);
        assertThat(linear.valueAt(5000, 100)).isZero();
        assertThat(linear.valueAt(0, 225)).isCloseTo(0.75, within(1e-15));
        assertThat(linear.valueAt(0, 600)).isEqualTo(3);
        assertThat(linear.valueAt(0, Integer.MAX_VALUE)).isEqualTo(3);
        ISchedule gaussian = RampUp.gaussian(ScheduleType.ITERATION, 100, 40);
        assertThat(gaussian.valueAt(0, 99)).isCloseTo(0.6737946999085467, within(1e-13));
        assertThat(gaussian.valueAt(20, 0)).isCloseTo(28.650479686019011, within(1e-13));
        assertThat(gaussian.valueAt(40, 0)).isEqualTo(100);
    }

    @Test
    void timeIsCountedInEpochsOnRequest() {
        ISchedule cosine = new CosineSchedule(ScheduleType.EPOCH, 1, 4);
        assertThat(cosine.valueAt(77, 2)).isCloseTo(0.5, within(1e-15));
        ISchedule warm = new LinearWarmup(ScheduleType.EPOCH, 3, cosine);
        assertThat(warm.valueAt(77, 0)).isEqualTo(0.25);
        assertThat(warm.valueAt(77, 3)).isEqualTo(1);
        assertThat(warm.valueAt(77, 5)).isCloseTo(0.5, within(1e-15));
    }

    @Test
    void theOtherUnitOfTimeIsNotShifted() {
        ISchedule steps = new StepSchedule(ScheduleType.EPOCH, 1, 0.5, 1);
        ISchedule warm = new LinearWarmup(ScheduleType.ITERATION, 4, steps);
        assertThat(warm.valueAt(0, 0)).isEqualTo(0.2);
        assertThat(warm.valueAt(4, 0)).isEqualTo(1);
        assertThat(warm.valueAt(50, 2)).isEqualTo(0.25);
    }

    @Test
    void aWarmUpLongerThanAnyTrainingRises() {
        ISchedule endless = new LinearWarmup(ScheduleType.ITERATION, Integer.MAX_VALUE, new FixedSchedule(1));
        assertThat(endless.valueAt(1 << 30, 0)).isCloseTo(0.5, within(1e-8));
    }

    @Test
    void jsonWithAFactorBelowZeroIsRefused() throws Exception {
        String json = JsonMappers.getMapper().writeValueAsString(new CosineSchedule(ScheduleType.EPOCH, 1, 3));
        String bad = json.replaceFirst("(\"cycleFactor\"\\s*:\\s*)0", "$1-2");
        assertThat(bad).isNotEqualTo(json);
        assertThatThrownBy(() -> JsonMappers.getMapper().readValue(bad, ISchedule.class))
                .hasMessageContaining("cycleFactor must be >= 0, but was -2");
    }

    @Test
    void aWarmUpOfNoLengthIsNone() {
        assertThat(new LinearWarmup(ScheduleType.ITERATION, 0, new FixedSchedule(0.3)).valueAt(0, 0))
                .isEqualTo(0.3);
    }
}
