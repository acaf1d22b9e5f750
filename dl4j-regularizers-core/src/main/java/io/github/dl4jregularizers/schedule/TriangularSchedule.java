package io.github.dl4jregularizers.schedule;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A triangular cycle of learning rates: from high to low in the first half, and back in the second. The lowest rate is
 * in the middle of each cycle, where {@code SnapshotEnsemble.midCycle} takes a member (fast geometric ensembling).
 *
 * <p>Formula, at iteration i = 0, 1, ... with t = ((i mod c) + 1) / c: (1 - 2 t) high + 2 t low for t up to 1/2, and (2
 * - 2 t) low + (2 t - 1) high above. Time counts iterations.
 *
 * <p>Paper: Garipov et al., "Loss Surfaces, Mode Connectivity, and Fast Ensembling of DNNs", NeurIPS 2018, section 5.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE)
public final class TriangularSchedule implements ISchedule {

    private static final long serialVersionUID = 1;

    private final double high;
    private final double low;
    private final int cycle;

    /**
     * Creates a schedule.
     *
     * @param high highest rate, finite and at least 0; 0.05 in the paper
     * @param low lowest rate, in [0, high]; 0.0005 in the paper
     * @param cycle c, in iterations, even, at least 2
     * @throws IllegalArgumentException if an argument is outside its range
     */
    @JsonCreator
    public TriangularSchedule(
            @JsonProperty("high") double high, @JsonProperty("low") double low, @JsonProperty("cycle") int cycle) {
        this.high = Arguments.nonNegative("high", high);
        this.low = Arguments.between("low", low, 0, high);
        this.cycle = Arguments.atLeast("cycle", cycle, 2);
        if (cycle % 2 != 0) {
            throw Arguments.invalid("cycle", "even", cycle);
        }
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        double t = (iteration % cycle + 1.0) / cycle;
        return t <= 0.5 ? (1 - 2 * t) * high + 2 * t * low : (2 - 2 * t) * low + (2 * t - 1) * high;
    }

    @Override
    public ISchedule clone() {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof TriangularSchedule)) {
            return false;
        }
        TriangularSchedule that = (TriangularSchedule) other;
        return high == that.high && low == that.low && cycle == that.cycle;
    }

    @Override
    public int hashCode() {
        return Objects.hash(high, low, cycle);
    }

    @Override
    public String toString() {
        return "TriangularSchedule(" + high + " to " + low + ", cycles of " + cycle + ")";
    }
}
