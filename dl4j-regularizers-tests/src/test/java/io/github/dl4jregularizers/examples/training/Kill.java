package io.github.dl4jregularizers.examples.training;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/** Ends training after an iteration, as if the machine had stopped. */
final class Kill extends BaseTrainingListener {

    private final int iteration;

    Kill(int iteration) {
        this.iteration = iteration;
    }

    @Override
    public void iterationDone(Model model, int now, int epoch) {
        if (now == iteration) {
            throw new Killed();
        }
    }

    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
