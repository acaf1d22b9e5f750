package io.github.dl4jregularizers.examples.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.schedule.CosineSchedule;
import io.github.dl4jregularizers.schedule.LinearWarmup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class LearningRateTest {

    /** Huang et al. 2016: 500 epochs of 352 batches, 0.1 divided by ten after epochs 250 and 375. */
    @Test
    void stepsAreAtHalfAndAtThreeQuarters() {
        ISchedule steps = LearningRate.STEPS.over(500 * 352, 0.1);
        assertThat(rates(steps, 0, 1, 250 * 352 - 1)).containsOnly(0.1);
        assertThat(rates(steps, 250 * 352, 250 * 352 + 1, 375 * 352 - 1)).containsOnly(0.01);
        assertThat(rates(steps, 375 * 352, 500 * 352 - 1)).containsOnly(0.001);
    }

    @Test
    void theCosineRisesOverATwentieth() {
        assertThat(LearningRate.COSINE.over(100, 0.1))
                .isEqualTo(new LinearWarmup(
                        ScheduleType.ITERATION, 5, new CosineSchedule(ScheduleType.ITERATION, 0.1, 95)));
    }

    @ParameterizedTest
    @EnumSource
    void theShortestTrainingHasTheHighestRate(LearningRate shape) {
        assertThat(rates(shape.over(1, 0.1), 0)).containsExactly(0.1);
    }

    private static double[] rates(ISchedule schedule, int... iterations) {
        double[] rates = new double[iterations.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = schedule.valueAt(iterations[i], 0);
        }
        return rates;
    }
}
