package io.github.dl4jregularizers;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Objects;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A drop probability, constant or scheduled. Every dropping regularizer of the library takes one.
 *
 * <p>DL4J's {@code dropOut(x)} takes the <em>retain</em> probability, papers and PyTorch the <em>drop</em> probability.
 * The factory method names it: {@code DropRate.of(0.1)} and {@code DropRate.retaining(0.9)} are the same rate. Rates
 * are in [0, 1), so that division by the retain probability is defined. Immutable; part of a configuration's JSON.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
public final class DropRate implements Serializable {

    private final ISchedule schedule;

    @JsonCreator
    private DropRate(@JsonProperty("schedule") ISchedule schedule) {
        this.schedule = Arguments.required("schedule", schedule);
        if (schedule instanceof FixedSchedule) {
            Arguments.rate("drop rate", schedule.valueAt(0, 0));
        }
    }

    /**
     * Creates a constant rate from a drop probability, as in papers and PyTorch.
     *
     * @param dropProbability probability of dropping, in [0, 1)
     * @return the rate
     * @throws IllegalArgumentException if dropProbability is NaN or outside [0, 1)
     */
    public static DropRate of(double dropProbability) {
        return new DropRate(new FixedSchedule(Arguments.rate("drop probability", dropProbability)));
    }

    /**
     * Creates a constant rate from a retain probability, as in DL4J's {@code dropOut(x)}.
     *
     * @param retainProbability probability of retaining, in (0, 1]
     * @return the rate 1 - retainProbability
     * @throws IllegalArgumentException if retainProbability is NaN or outside (0, 1]
     */
    public static DropRate retaining(double retainProbability) {
        if (!(retainProbability > 0 && retainProbability <= 1)) {
            throw Arguments.invalid("retain probability", "in (0, 1]", retainProbability);
        }
        // In decimals, as the user wrote it: 1 - 0.9 is 0.09999999999999998.
        double dropped =
                BigDecimal.ONE.subtract(BigDecimal.valueOf(retainProbability)).doubleValue();
        if (dropped == 1) {
            throw Arguments.invalid("retain probability", "in (0, 1] and not lost in rounding", retainProbability);
        }
        return new DropRate(new FixedSchedule(dropped));
    }

    /**
     * Creates a rate from a schedule of drop probabilities.
     *
     * @param dropProbability schedule with values in [0, 1); checked when used
     * @return the rate
     */
    public static DropRate scheduled(ISchedule dropProbability) {
        return new DropRate(dropProbability);
    }

    /**
     * Creates a rate that changes linearly and then stays constant.
     *
     * @param from drop probability at iteration 0, in [0, 1)
     * @param to drop probability from the given iteration on, in [0, 1)
     * @param iterations length of the ramp, at least 1
     * @return the rate
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public static DropRate ramp(double from, double to, int iterations) {
        return new DropRate(new RampSchedule(from, to, iterations));
    }

    /**
     * Returns the drop probability at a time of the training.
     *
     * @param iteration iterations done so far
     * @param epoch epochs done so far
     * @return drop probability, in [0, 1)
     * @throws IllegalArgumentException if a scheduled value is outside [0, 1)
     */
    public double at(int iteration, int epoch) {
        return Arguments.rate("drop rate at iteration " + iteration, schedule.valueAt(iteration, epoch));
    }

    /**
     * Tests whether the rate is the constant 0.
     *
     * @return true if nothing is ever dropped
     */
    public boolean isAlwaysZero() {
        return schedule instanceof FixedSchedule && at(0, 0) == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DropRate && schedule.equals(((DropRate) other).schedule);
    }

    @Override
    public int hashCode() {
        return Objects.hash(schedule);
    }

    @Override
    public String toString() {
        return "DropRate(" + (schedule instanceof FixedSchedule ? at(0, 0) : schedule) + ")";
    }
}
