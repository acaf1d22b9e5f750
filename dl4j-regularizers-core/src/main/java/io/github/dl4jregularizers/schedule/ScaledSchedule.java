package io.github.dl4jregularizers.schedule;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Multiplies a schedule by a constant factor.
 *
 * <p>Formula, for the schedule s and the factor c: c s(t). One schedule then serves layers with different learning
 * rates.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE)
public final class ScaledSchedule implements ISchedule {

    private static final long serialVersionUID = 1;

    private final ISchedule schedule;
    private final double factor;

    /**
     * Scales a schedule.
     *
     * @param schedule the schedule to multiply
     * @param factor finite and at least 0
     * @throws IllegalArgumentException if an argument is missing or outside its range
     */
    @JsonCreator
    public ScaledSchedule(@JsonProperty("schedule") ISchedule schedule, @JsonProperty("factor") double factor) {
        this.schedule = Arguments.required("schedule", schedule);
        this.factor = Arguments.nonNegative("factor", factor);
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        return factor * schedule.valueAt(iteration, epoch);
    }

    @Override
    public ISchedule clone() {
        return new ScaledSchedule(schedule.clone(), factor);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScaledSchedule
                && schedule.equals(((ScaledSchedule) other).schedule)
                && factor == ((ScaledSchedule) other).factor;
    }

    @Override
    public int hashCode() {
        return Objects.hash(schedule, factor);
    }

    @Override
    public String toString() {
        return "ScaledSchedule(" + factor + " x " + schedule + ")";
    }
}
