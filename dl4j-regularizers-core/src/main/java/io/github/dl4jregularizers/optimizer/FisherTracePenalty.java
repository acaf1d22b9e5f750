package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.dl4j.StepListener;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/**
 * Penalizes the trace of the Fisher information matrix, which grows early in a training with a small learning rate.
 *
 * <p>Formula: minimizes L + lambda ||f||^2 for the mean minibatch loss L. Here f is the gradient of the minibatch loss
 * with labels that are drawn from the network's prediction. E||f||^2 is the trace of the Fisher matrix divided by the
 * batch size, since such gradients have mean 0. The gradient of the penalty, 2 lambda H f, is computed by a finite
 * difference along f, as in {@link GradientNormPenalty}; the labels count as constants.
 *
 * <p>The prediction is that of inference: without noise, with BatchNorm's running statistics. The two further passes
 * have the same draws of noise. BatchNorm's statistics are updated once, by the pass with the true labels. A step takes
 * three passes and a prediction. The score contains the penalty. The network's labels are the drawn ones until the next
 * step. DL4J adds L1, L2 and weight decay at w; they are no part of L.
 *
 * <p>Shapes: every output is of softmax or sigmoid probabilities, [batch, classes].
 *
 * <p>Default: a step of 0.01 of the finite difference. The paper searches lambda from 0.01 to 100 and drops the penalty
 * when the training is stable. A listener for {@code MultiLayerNetwork} and {@code ComputationGraph}; add {@link
 * GradientClipping} after it. Java serialization keeps the settings only.
 *
 * <p>Errors: {@code IllegalArgumentException} for other outputs, for sequences, and beside {@link
 * SharpnessAwareMinimization} or {@link GradientNormPenalty}, at the first step. {@link GradientAccumulation} and
 * {@link EntropySgd} refuse this listener.
 *
 * <p>Paper: Jastrzebski et al., "Catastrophic Fisher Explosion: Early Phase Fisher Matrix Impacts Generalization", ICML
 * 2021.
 */
public final class FisherTracePenalty extends BaseTrainingListener implements StepListener {

    private static final long serialVersionUID = 1;

    private static final double DEFAULT_STEP = 0.01;

    private final double lambda;
    private final double step;
    private final transient NoiseSource noise;
    private final transient ThreadLocal<FisherStep> last = new ThreadLocal<>();

    /**
     * Creates a penalty.
     *
     * @param lambda coefficient, finite and above 0
     * @throws IllegalArgumentException if lambda is outside its range
     */
    public FisherTracePenalty(double lambda) {
        this(lambda, DEFAULT_STEP, BackendNoise.INSTANCE);
    }

    private FisherTracePenalty(double lambda, double step, NoiseSource noise) {
        this.lambda = Arguments.positive("lambda", lambda);
        this.step = Arguments.positive("step", step);
        this.noise = Arguments.required("source", noise);
    }

    /**
     * Sets the length of the step of the finite difference.
     *
     * @param length r, in the units of the parameters, finite and above 0
     * @return a new listener
     * @throws IllegalArgumentException if length is outside its range
     */
    public FisherTracePenalty withStep(double length) {
        return new FisherTracePenalty(lambda, length, noise);
    }

    /**
     * Sets the source of the labels' draws. Default: ND4J's generator of the training thread.
     *
     * @param source supplies uniform draws
     * @return a new listener
     * @throws IllegalArgumentException if source is missing
     */
    public FisherTracePenalty withNoise(NoiseSource source) {
        return new FisherTracePenalty(lambda, step, source);
    }

    private Object readResolve() {
        return new FisherTracePenalty(lambda, step, BackendNoise.INSTANCE);
    }

    @Override
    public Effect effect() {
        return Effect.REPEATS_PASS;
    }

    @Override
    public void onGradientCalculation(Model model) {
        StepListener.requireOneRepetition(Network.of(model));
        FisherStep now = last.get();
        if (now == null || !now.isStillOf(model)) {
            now = new FisherStep(model, new Perturbation(step, false), new FirstGradient(lambda, step), noise);
            last.set(now);
        }
        now.run();
    }

    @Override
    public String toString() {
        return "FisherTracePenalty(" + lambda + ", step " + step + ")";
    }
}
