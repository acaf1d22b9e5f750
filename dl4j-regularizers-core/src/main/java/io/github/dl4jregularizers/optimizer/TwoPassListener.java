package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.dl4j.GeneratorState;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.dl4j.StepListener;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/**
 * A listener that repeats the pass of each step at perturbed parameters, with the same noise. Each thread has its own
 * {@link SharpnessStep}, and notes the RNG state before its next step. A subclass with settings restores itself by
 * {@code readResolve}.
 */
abstract class TwoPassListener extends BaseTrainingListener implements StepListener {

    private static final long serialVersionUID = 1;

    private final transient ThreadLocal<SharpnessStep> last = new ThreadLocal<>();
    private final transient ThreadLocal<GeneratorState> nextStart = new ThreadLocal<>();

    /** Creates the two passes of a network's steps. */
    abstract SharpnessStep passes(Model model);

    @Override
    public final Effect effect() {
        return Effect.REPEATS_PASS;
    }

    @Override
    public final void onEpochStart(Model model) {
        beforeStep(model);
    }

    @Override
    public final void beforeStep(Model network) {
        nextStart.set(GeneratorState.now());
    }

    /** Listeners before this one may have seeded the generator for the next step. */
    @Override
    public final void iterationDone(Model model, int iteration, int epoch) {
        beforeStep(model);
    }

    @Override
    public final void onGradientCalculation(Model model) {
        StepListener.requireOneRepetition(Network.of(model));
        SharpnessStep step = last.get();
        if (step == null || !step.isStillOf(model)) {
            step = passes(model);
            last.set(step);
        }
        step.run(nextStart.get());
        nextStart.remove();
    }
}
