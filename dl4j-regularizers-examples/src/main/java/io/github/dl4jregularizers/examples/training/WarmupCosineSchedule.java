package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A learning rate that rises linearly to its peak and falls to zero along half a cosine.
 *
 * <p>Formula, for iteration t from 0, w warm-up iterations and T in all: peak (t + 1) / (w + 1) for t &lt; w, then peak (1
 * + cos(pi (t - w) / (T - w))) / 2, and 0 from T on.
 *
 * <p>Papers: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017 (cosine); Goyal et
 * al., "Accurate, Large Minibatch SGD", 2017 (warm-up).
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY, getterVisibility = JsonAutoDetect.Visibility.NONE)
public final class WarmupCosineSchedule implements ISchedule {

    private static final long serialVersionUID = 1L;

    private final double peak;
    private final int warmup;
    private final int iterations;

    /**
     * A schedule for one run.
     *
     * @param peak highest learning rate, above 0
     * @param warmup iterations before the peak, from 0
     * @param iterations iterations of the whole run, more than warmup
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public WarmupCosineSchedule(
            @JsonProperty("peak") double peak,
            @JsonProperty("warmup") int warmup,
            @JsonProperty("iterations") int iterations) {
        this.peak = Arguments.positive("peak", peak);
        this.warmup = Arguments.atLeast("warmup", warmup, 0);
        this.iterations = Arguments.atLeast("iterations", iterations, warmup + 1);
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        if (iteration < warmup) {
            return peak * (iteration + 1) / (warmup + 1);
        }
        double done = Math.min(1, (double) (iteration - warmup) / (iterations - warmup));
        return peak * (1 + Math.cos(Math.PI * done)) / 2;
    }

    @Override
    public ISchedule clone() {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof WarmupCosineSchedule)) {
            return false;
        }
        WarmupCosineSchedule that = (WarmupCosineSchedule) other;
        return peak == that.peak && warmup == that.warmup && iterations == that.iterations;
    }

    @Override
    public int hashCode() {
        return Objects.hash(peak, warmup, iterations);
    }
}
