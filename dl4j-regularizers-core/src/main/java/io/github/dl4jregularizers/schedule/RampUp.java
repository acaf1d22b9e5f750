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
 * Increases a weight from the start of a ramp to its end, after which it is constant: the weight of unlabeled data.
 *
 * <p>Formula, with x = (t - start) / (end - start) clipped to [0, 1]: {@link #linear} is value x; {@link #gaussian} is
 * value exp(-5 (1 - x)^2).
 *
 * <p>Papers: Lee, "Pseudo-Label", ICML 2013 workshop (linear); Tarvainen and Valpola, "Mean teachers are better role
 * models", NeurIPS 2017 (Gaussian).
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE)
public final class RampUp implements ISchedule {

    private static final long serialVersionUID = 1;

    private static final double STEEPNESS = 5;

    /** The form of a ramp. */
    enum Shape {
        LINEAR,
        GAUSSIAN
    }

    private final Shape shape;
    private final ScheduleType type;
    private final double value;
    private final int start;
    private final int end;

    @JsonCreator
    RampUp(
            @JsonProperty("shape") Shape shape,
            @JsonProperty("type") ScheduleType type,
            @JsonProperty("value") double value,
            @JsonProperty("start") int start,
            @JsonProperty("end") int end) {
        this.shape = Arguments.required("shape", shape);
        this.type = Arguments.required("type", type);
        this.value = Arguments.nonNegative("value", value);
        this.start = Arguments.atLeast("start", start, 0);
        this.end = Arguments.atLeast("end", end, start + 1);
    }

    /**
     * Creates a linear ramp, which is 0 until its start.
     *
     * @param type unit of time: iterations or epochs
     * @param value the final value, finite and at least 0; 3 in the paper
     * @param start first iteration or epoch of the ramp, at least 0; epoch 100 in the paper
     * @param end first iteration or epoch with the final value, above start; epoch 600 in the paper
     * @return the schedule
     * @throws IllegalArgumentException if an argument is missing or outside its range
     */
    public static RampUp linear(ScheduleType type, double value, int start, int end) {
        return new RampUp(Shape.LINEAR, type, value, start, end);
    }

    /**
     * Creates a ramp that follows the left half of a Gaussian curve and begins at 0.0067 of its final value.
     *
     * @param type unit of time: iterations or epochs
     * @param value the final value, finite and at least 0
     * @param length iterations or epochs of the ramp, at least 1
     * @return the schedule
     * @throws IllegalArgumentException if an argument is missing or outside its range
     */
    public static RampUp gaussian(ScheduleType type, double value, int length) {
        return new RampUp(Shape.GAUSSIAN, type, value, 0, Arguments.atLeast("length", length, 1));
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        double time = type == ScheduleType.ITERATION ? iteration : epoch;
        double progress = Math.max(0, Math.min(1, (time - start) / (end - start)));
        return value * (shape == Shape.LINEAR ? progress : Math.exp(-STEEPNESS * (1 - progress) * (1 - progress)));
    }

    @Override
    public ISchedule clone() {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof RampUp)) {
            return false;
        }
        RampUp that = (RampUp) other;
        return shape == that.shape
                && type == that.type
                && value == that.value
                && start == that.start
                && end == that.end;
    }

    @Override
    public int hashCode() {
        return Objects.hash(shape, type, value, start, end);
    }

    @Override
    public String toString() {
        return "RampUp(" + shape + " to " + value + ", " + type + " " + start + " to " + end + ")";
    }
}
