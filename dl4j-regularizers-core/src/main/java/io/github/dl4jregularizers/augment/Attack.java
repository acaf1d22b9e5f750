package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;

/** Settings of an adversarial attack. Immutable. */
final class Attack implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int DEFAULT_STEPS = 7;
    /** The default step is this share of epsilon. */
    private static final double DEFAULT_STEP = 0.25;

    final double epsilon;
    final double step;
    final int steps;
    /** Whether to start at a uniform draw within epsilon. */
    final boolean randomStart;

    private Attack(double epsilon, double step, int steps, boolean randomStart) {
        this.epsilon = Arguments.positive("epsilon", epsilon);
        this.step = Arguments.positive("step", step);
        this.steps = Arguments.atLeast("steps", steps, 1);
        this.randomStart = randomStart;
    }

    /** One step of epsilon from the clean example. */
    static Attack fgsm(double epsilon) {
        return new Attack(Arguments.positive("epsilon", epsilon), epsilon, 1, false);
    }

    /** Seven steps of epsilon / 4 from a random start, as Madry et al. for CIFAR-10. */
    static Attack pgd(double epsilon) {
        return new Attack(Arguments.positive("epsilon", epsilon), DEFAULT_STEP * epsilon, DEFAULT_STEPS, true);
    }

    Attack withSteps(int count) {
        return new Attack(epsilon, step, count, randomStart);
    }

    Attack withStep(double size) {
        return new Attack(epsilon, size, steps, randomStart);
    }
}
