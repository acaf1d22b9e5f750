package io.github.dl4jregularizers.internal;

import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;

/** Checks and reads schedules of coefficients, which are finite and at least 0. */
public final class Coefficient {

    private Coefficient() {}

    /** Checks a fixed value now; other values are checked when used. */
    public static ISchedule checked(String name, ISchedule schedule) {
        if (Arguments.required(name, schedule) instanceof FixedSchedule) {
            Arguments.nonNegative(name, schedule.valueAt(0, 0));
        }
        return schedule;
    }

    public static double at(String name, ISchedule schedule, int iteration, int epoch) {
        return Arguments.nonNegative(name + " at iteration " + iteration, schedule.valueAt(iteration, epoch));
    }

    public static boolean isNever(ISchedule schedule) {
        return schedule instanceof FixedSchedule && schedule.valueAt(0, 0) == 0;
    }

    public static Object described(ISchedule schedule) {
        return schedule instanceof FixedSchedule ? (Object) schedule.valueAt(0, 0) : schedule;
    }
}
