package io.github.dl4jregularizers;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** Linear change per iteration from one rate to another, then constant. */
@JsonAutoDetect(fieldVisibility = Visibility.ANY)
final class RampSchedule implements ISchedule {

    private final double from;
    private final double to;
    private final int iterations;

    @JsonCreator
    RampSchedule(
            @JsonProperty("from") double from,
            @JsonProperty("to") double to,
            @JsonProperty("iterations") int iterations) {
        this.from = Arguments.rate("from", from);
        this.to = Arguments.rate("to", to);
        this.iterations = Arguments.atLeast("iterations", iterations, 1);
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        double progress = Math.min(1, (double) iteration / iterations);
        return from + (to - from) * progress;
    }

    @Override
    public ISchedule clone() {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof RampSchedule)) {
            return false;
        }
        RampSchedule that = (RampSchedule) other;
        return from == that.from && to == that.to && iterations == that.iterations;
    }

    @Override
    public int hashCode() {
        return Objects.hash(from, to, iterations);
    }

    @Override
    public String toString() {
        return from + " to " + to + " over " + iterations + " iterations";
    }
}
