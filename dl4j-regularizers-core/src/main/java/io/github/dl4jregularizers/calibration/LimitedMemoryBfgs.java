package io.github.dl4jregularizers.calibration;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * L-BFGS with a memory of 20 steps and backtracking that satisfies the Wolfe conditions by bisection, for smooth convex
 * functions.
 *
 * <p>Book: Nocedal and Wright, "Numerical Optimization", Springer 2006, algorithms 7.4 and 7.5.
 */
final class LimitedMemoryBfgs {

    private static final int MEMORY = 20;
    private static final int MOST_STEPS = 1000;
    private static final int MOST_TRIALS = 60;
    private static final double SMALLEST_GRADIENT = 1e-10;
    private static final double SUFFICIENT_DECREASE = 1e-4;
    private static final double CURVATURE = 0.9;

    /** A function and its gradient. */
    interface Objective {
        /** Returns the value, and writes the gradient. */
        double at(double[] x, double[] gradient);
    }

    private final Objective objective;
    private final Deque<double[][]> pairs = new ArrayDeque<>();

    private LimitedMemoryBfgs(Objective objective) {
        this.objective = objective;
    }

    /** Returns the minimum, or the best point after 1,000 steps. */
    static double[] minimize(Objective objective, double[] start) {
        return new LimitedMemoryBfgs(objective).run(start.clone());
    }

    private double[] run(double[] start) {
        double[] x = start;
        double[] gradient = new double[x.length];
        double value = objective.at(x, gradient);
        for (int step = 0; step < MOST_STEPS && largest(gradient) > SMALLEST_GRADIENT; step++) {
            double[] direction = direction(gradient);
            double slope = dot(direction, gradient);
            double[] next = null;
            double[] nextGradient = new double[x.length];
            double nextValue = value;
            double low = 0;
            double high = Double.POSITIVE_INFINITY;
            double length = step == 0 ? Math.min(1, 1 / largest(gradient)) : 1;
            for (int trial = 0; trial < MOST_TRIALS; trial++) {
                next = along(x, direction, length);
                nextValue = objective.at(next, nextGradient);
                if (!(nextValue <= value + SUFFICIENT_DECREASE * length * slope)) {
                    high = length;
                } else if (dot(direction, nextGradient) < CURVATURE * slope) {
                    low = length;
                } else {
                    break;
                }
                length = high == Double.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
            }
            if (!(nextValue < value)) {
                return x; // Rounding leaves nothing to gain.
            }
            remember(difference(next, x), difference(nextGradient, gradient));
            x = next;
            gradient = nextGradient;
            value = nextValue;
        }
        return x;
    }

    private void remember(double[] step, double[] change) {
        if (dot(step, change) > 0) {
            pairs.addLast(new double[][] {step, change});
            if (pairs.size() > MEMORY) {
                pairs.removeFirst();
            }
        }
    }

    /** The two-loop recursion. */
    private double[] direction(double[] gradient) {
        double[] q = gradient.clone();
        double[] alphas = new double[pairs.size()];
        int i = pairs.size();
        for (Iterator<double[][]> latest = pairs.descendingIterator(); latest.hasNext(); ) {
            double[][] pair = latest.next();
            double alpha = dot(pair[0], q) / dot(pair[0], pair[1]);
            alphas[--i] = alpha;
            add(q, pair[1], -alpha);
        }
        if (!pairs.isEmpty()) {
            double[][] last = pairs.getLast();
            scale(q, dot(last[0], last[1]) / dot(last[1], last[1]));
        }
        for (double[][] pair : pairs) {
            double beta = dot(pair[1], q) / dot(pair[0], pair[1]);
            add(q, pair[0], alphas[i++] - beta);
        }
        scale(q, -1);
        return q;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static double[] difference(double[] one, double[] other) {
        return along(one, other, -1);
    }

    private static double[] along(double[] from, double[] direction, double length) {
        double[] sum = from.clone();
        add(sum, direction, length);
        return sum;
    }

    private static void add(double[] sum, double[] values, double factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * values[i];
        }
    }

    private static void scale(double[] values, double factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
    }
}
