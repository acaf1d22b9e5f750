package io.github.dl4jregularizers.schedule;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Linear warm-up to the first value of another schedule, which then starts from its beginning.
 *
 * <p>Formula, for a warm-up of w iterations or epochs and the schedule s: s(0) (t + 1) / (w + 1) for t &lt; w, then s(t
 * - w). The first value is above 0, and s(0) is reached at t = w. Equal to PyTorch's {@code SequentialLR} of {@code
 * LinearLR(start_factor=1/(w+1), total_iters=w)} and the schedule. If s counts the other unit, its time is not shifted.
 *
 * <p>Paper: Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE)
public final class LinearWarmup implements ISchedule {

    private static final long serialVersionUID = 1;

    private final ScheduleType type;
    private final int length;
    private final ISchedule schedule;

    /**
     * Puts a warm-up before a schedule.
     *
     * @param type unit of time: iterations or epochs
     * @param length iterations or epochs of the warm-up, at least 0
     * @param schedule the schedule after the warm-up; {@code new FixedSchedule(..)} for a constant
     * @throws IllegalArgumentException if an argument is missing or outside its range
     */
    @JsonCreator
    public LinearWarmup(
            @JsonProperty("type") ScheduleType type,
            @JsonProperty("length") int length,
            @JsonProperty("schedule") ISchedule schedule) {
        this.type = Arguments.required("type", type);
        this.length = Arguments.atLeast("length", length, 0);
        this.schedule = Arguments.required("schedule", schedule);
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        boolean iterations = type == ScheduleType.ITERATION;
        int time = iterations ? iteration : epoch;
        int after = Math.max(0, time - length);
        double value = iterations ? schedule.valueAt(after, epoch) : schedule.valueAt(iteration, after);
        return time < length ? value * (time + 1) / (length + 1.0) : value;
    }

    @Override
    public ISchedule clone() {
        return new LinearWarmup(type, length, schedule.clone());
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof LinearWarmup)) {
            return false;
        }
        LinearWarmup that = (LinearWarmup) other;
        return type == that.type && length == that.length && schedule.equals(that.schedule);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, length, schedule);
    }

    @Override
    public String toString() {
        return "LinearWarmup(" + type + " " + length + ", then " + schedule + ")";
    }
}
