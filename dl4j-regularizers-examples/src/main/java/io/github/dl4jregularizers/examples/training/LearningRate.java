package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.schedule.CosineSchedule;
import io.github.dl4jregularizers.schedule.LinearWarmup;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Shapes of the learning-rate schedule, relative to the length of the training. */
public enum LearningRate {
    /** Warms up linearly over the first 5 %, then decays to zero along a half cosine. */
    COSINE {
        @Override
        public ISchedule over(int iterations, double highest) {
            int warmup = iterations / 20;
            ScheduleType type = ScheduleType.ITERATION;
            return new LinearWarmup(type, warmup, new CosineSchedule(type, highest, iterations - warmup));
        }
    },
    /** Divides by ten at 50 % and at 75 % of the training. */
    STEPS {
        @Override
        public ISchedule over(int iterations, double highest) {
            Map<Integer, Double> steps = new LinkedHashMap<>();
            steps.put(iterations - iterations / 4, highest / 100);
            steps.put(iterations - iterations / 2, highest / 10);
            steps.put(0, highest);
            return new MapSchedule(ScheduleType.ITERATION, steps);
        }
    };

    /**
     * Returns the schedule of one training.
     *
     * @param iterations training steps, at least 1
     * @param highest peak learning rate, above 0
     * @return learning rate by iteration
     */
    public abstract ISchedule over(int iterations, double highest);
}
