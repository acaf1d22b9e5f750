package io.github.dl4jregularizers.examples.figures.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.QuickMeasurement;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Paths at the quick size, seed 1, against the formulas of the loss (t - w1 w2)², integrated with Runge and Kutta's
 * method. Only the start is drawn: nothing fails by chance.
 */
@Tag("slow")
class FlowAndStepsTest {

    private static final double TARGET = 0.6;
    private static final double TIME = 0.4;
    private static final double[] RATES = {0.04, 0.02, 0.01};
    private static final int SUBSTEPS = 40;

    @Test
    void stepsFollowTheModifiedFlow() {
        FlowAndSteps figure = new FlowAndSteps();
        Measurements measured = QuickMeasurement.of(figure);
        double[] start = measured.get("start");
        double[] flow = measured.get("flow.error");
        double[] modified = measured.get("modified.error");
        double[][] steps = steps(start, RATES[0]);
        assertThat(measured.get("discrete.x")).containsExactly(steps[0], within(1e-12));
        assertThat(measured.get("discrete.y")).containsExactly(steps[1], within(1e-12));
        for (int i = 0; i < RATES.length; i++) {
            double[][] path = steps(start, RATES[i]);
            int last = path[0].length - 1;
            double[] end = {path[0][last], path[1][last]};
            double toFlow = distance(end, flow(start, 0));
            // The figure's flows are steps of a 40th of the rate: their error is about a 40th, of first order.
            double tolerance = 2 * toFlow / SUBSTEPS;
            assertThat(flow[i]).isCloseTo(toFlow, within(tolerance));
            assertThat(modified[i]).isCloseTo(distance(end, flow(start, RATES[i] / 4)), within(tolerance));
        }
        // Theory: orders 1 and 2 in the rate, for small rates.
        assertThat(order(flow)).isCloseTo(1, within(0.3));
        assertThat(order(modified)).isCloseTo(2, within(0.3));
        assertThat(figure.present(new SeedResults(List.of(measured))).verdict().isSeen())
                .isTrue();
    }

    private static double order(double[] errors) {
        int last = errors.length - 1;
        return Math.log(errors[last - 1] / errors[last]) / Math.log(2);
    }

    private static double distance(double[] one, double[] other) {
        return Math.hypot(one[0] - other[0], one[1] - other[1]);
    }

    private static double[] gradient(double[] w) {
        double residual = w[0] * w[1] - TARGET;
        return new double[] {2 * residual * w[1], 2 * residual * w[0]};
    }

    private static double[][] steps(double[] start, double rate) {
        int count = (int) Math.round(TIME / rate);
        double[][] path = new double[2][count + 1];
        double[] w = start.clone();
        for (int step = 0; step <= count; step++) {
            path[0][step] = w[0];
            path[1][step] = w[1];
            w = moved(w, gradient(w), -rate);
        }
        return path;
    }

    private static double[] moved(double[] w, double[] direction, double length) {
        return new double[] {w[0] + length * direction[0], w[1] + length * direction[1]};
    }

    /** The negative gradient of the loss plus lambda times its squared gradient norm. */
    private static double[] velocity(double[] w, double lambda) {
        double[] gradient = gradient(w);
        double mixed = 4 * w[0] * w[1] - 2 * TARGET;
        double first = 2 * w[1] * w[1] * gradient[0] + mixed * gradient[1];
        double second = mixed * gradient[0] + 2 * w[0] * w[0] * gradient[1];
        return new double[] {-gradient[0] - 2 * lambda * first, -gradient[1] - 2 * lambda * second};
    }

    /** The end of a flow. Twice as many steps change it by 1e-10. */
    private static double[] flow(double[] start, double lambda) {
        int count = 400;
        double step = TIME / count;
        double[] w = start.clone();
        for (int i = 0; i < count; i++) {
            double[] k1 = velocity(w, lambda);
            double[] k2 = velocity(moved(w, k1, step / 2), lambda);
            double[] k3 = velocity(moved(w, k2, step / 2), lambda);
            double[] k4 = velocity(moved(w, k3, step), lambda);
            w = moved(moved(moved(moved(w, k1, step / 6), k2, step / 3), k3, step / 3), k4, step / 6);
        }
        return w;
    }
}
