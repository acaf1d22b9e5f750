package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.dl4j.CarriedStates;
import io.github.dl4jregularizers.internal.dl4j.GeneratorState;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.dl4j.SilentPass;
import io.github.dl4jregularizers.internal.weights.NetworkParameters;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps with two passes in one network, the second at perturbed parameters: {@link SharpnessAwareMinimization} and
 * {@link GradientNormPenalty}.
 */
final class SharpnessStep {

    private static final Logger LOG = LoggerFactory.getLogger(SharpnessStep.class);

    private final Model model;
    private final Network network;
    private final SilentPass pass;
    private final Perturbation perturbation;
    private final CarriedStates states;
    private final NetworkParameters parameters;
    private final INDArray values;
    /** The penalty of the squared gradient norm; null for the gradient of the second pass alone. */
    private final FirstGradient first;

    private final List<INDArray> updatesOfStatistics;
    private double score;
    private boolean warned;
    /** RNG state at the end of the last step; null if unknown. */
    private GeneratorState start;

    SharpnessStep(Model model, Perturbation perturbation, FirstGradient first) {
        this.first = first;
        this.model = model;
        this.network = Network.of(model);
        this.pass = new SilentPass(network);
        this.states = new CarriedStates(network);
        this.perturbation = perturbation;
        this.parameters = new NetworkParameters(model);
        this.values = model.params().dup();
        this.updatesOfStatistics = parameters.others().stream()
                .map(parameter -> parameter.gradient.dup())
                .collect(Collectors.toList());
    }

    boolean isStillOf(Model other) {
        return parameters.areStillOf(other);
    }

    /**
     * Replaces the gradient of DL4J's pass by the gradient at the perturbed parameters, and restores everything else.
     *
     * @param next RNG state at the start of this step; null if unknown
     */
    void run(GeneratorState next) {
        start = next == null ? start : next;
        values.assign(model.params());
        try {
            if (start == null) {
                passTwice();
            } else if (!repeatsNoise()) {
                warnOnce();
                passTwice();
            }
        } finally {
            model.params().assign(values);
        }
        for (int i = 0; i < updatesOfStatistics.size(); i++) {
            parameters.others().get(i).gradient.assign(updatesOfStatistics.get(i));
        }
        if (first != null) {
            score += first.combine(parameters.trained());
        }
        states.restore();
        network.setScore(score);
        start = GeneratorState.now();
    }

    private void warnOnce() {
        if (!warned) {
            warned = true;
            LOG.warn("Other code draws from ND4J's generator in the training thread between steps:"
                    + " both passes of a step are repeated, and steps take twice as long");
        }
    }

    /** Runs the second pass; false if other code drew before DL4J's pass, so that the noise differs. */
    private boolean repeatsNoise() {
        GeneratorState end = GeneratorState.now();
        perturb();
        start.restore();
        runAgain();
        boolean drewNothing = start.isNow();
        boolean same = drewNothing || end.isNow();
        end.restore();
        return same;
    }

    private void passTwice() {
        model.params().assign(values);
        GeneratorState beginning = GeneratorState.now();
        runAgain();
        perturb();
        beginning.restore();
        runAgain();
    }

    private void runAgain() {
        states.startOver();
        pass.run();
    }

    private void perturb() {
        score = model.score();
        states.remember();
        for (int i = 0; i < updatesOfStatistics.size(); i++) {
            updatesOfStatistics.get(i).assign(parameters.others().get(i).gradient);
        }
        if (first != null) {
            first.keep(parameters.trained());
        }
        double norm = perturbation.add(parameters.trained(), model.batchSize());
        if (first != null) {
            first.setNorm(norm);
        }
    }
}
