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
 * Cosine annealing, once or with warm restarts.
 *
 * <p>Formula, at time t of a cycle of length T: to + (from - to) (1 + cos(pi t / T)) / 2. Without restarts the value
 * stays at {@code to} from t = T on. With restarts a new cycle starts there, longer by a factor. Equal to PyTorch's
 * {@code CosineAnnealingLR} and {@code CosineAnnealingWarmRestarts}. Time counts iterations or epochs.
 * {@link LinearWarmup} adds a warm-up.
 *
 * <p>Default: to 0 without restarts. Paper: Loshchilov &amp; Hutter, "SGDR: Stochastic Gradient Descent with Warm
 * Restarts", ICLR 2017.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE)
public final class CosineSchedule implements ISchedule {

    private static final long serialVersionUID = 1;

    private static final int NEVER = 0;

    private final ScheduleType type;
    private final double from;
    private final double to;
    private final int length;
    private final int cycleFactor;

    @JsonCreator
    private CosineSchedule(
            @JsonProperty("type") ScheduleType type,
            @JsonProperty("from") double from,
            @JsonProperty("to") double to,
            @JsonProperty("length") int length,
            @JsonProperty("cycleFactor") int cycleFactor) {
        this.type = Arguments.required("type", type);
        this.from = Arguments.nonNegative("from", from);
        this.to = Arguments.nonNegative("to", to);
        this.length = Arguments.atLeast("length", length, 1);
        this.cycleFactor = Arguments.atLeast("cycleFactor", cycleFactor, NEVER);
    }

    /**
     * Anneals to 0.
     *
     * @param type unit of time: iterations or epochs
     * @param from value at the start, finite and at least 0
     * @param length iterations or epochs until 0, at least 1
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public CosineSchedule(ScheduleType type, double from, int length) {
        this(type, from, 0, length);
    }

    /**
     * From one value to another.
     *
     * @param type unit of time: iterations or epochs
     * @param from value at the start, finite and at least 0
     * @param to value at the end and from then on, finite and at least 0
     * @param length iterations or epochs from the one to the other, at least 1
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public CosineSchedule(ScheduleType type, double from, double to, int length) {
        this(type, from, to, length, NEVER);
    }

    /**
     * Returns the same schedule, starting over at the end of each cycle.
     *
     * @param factor how many times longer each cycle is than the one before, at least 1
     * @return a new schedule; its first cycle is as long as this schedule
     * @throws IllegalArgumentException if factor is below 1
     */
    public CosineSchedule withRestarts(int factor) {
        return new CosineSchedule(type, from, to, length, Arguments.atLeast("factor", factor, 1));
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        long time = type == ScheduleType.ITERATION ? iteration : epoch;
        long cycle = length;
        if (cycleFactor == 1) {
            time %= cycle;
        } else if (cycleFactor > 1) {
            for (; time >= cycle; cycle *= cycleFactor) {
                time -= cycle;
            }
        }
        double done = Math.min(1, (double) time / cycle);
        return to + (from - to) * (1 + Math.cos(Math.PI * done)) / 2;
    }

    @Override
    public ISchedule clone() {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof CosineSchedule)) {
            return false;
        }
        CosineSchedule that = (CosineSchedule) other;
        return type == that.type
                && from == that.from
                && to == that.to
                && length == that.length
                && cycleFactor == that.cycleFactor;
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, from, to, length, cycleFactor);
    }

    @Override
    public String toString() {
        return "CosineSchedule(" + from + " to " + to + ", " + type + " " + length
                + (cycleFactor == NEVER ? "" : ", restarts, cycles times " + cycleFactor) + ")";
    }
}
