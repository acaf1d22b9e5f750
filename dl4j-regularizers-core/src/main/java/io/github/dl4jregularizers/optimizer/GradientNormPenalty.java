package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.api.Model;

/**
 * Penalizes the squared norm of the gradient: the implicit regularization of gradient descent, made explicit.
 *
 * <p>Formula: minimizes L + lambda ||grad L||^2 for the mean minibatch loss L. The gradient of the penalty, 2 lambda H
 * g, is computed by a finite difference along the gradient g: H g = ||g|| (grad L(w + r g / ||g||) - g) / r, from a
 * second pass over the same minibatch. Gradient descent with a learning rate lr follows the flow of L + (lr / 4) ||grad
 * L||^2 up to third order: lambda = lr / 4 doubles that effect. SGD with small batches adds lr / 4 times the mean over
 * batches of ||grad L_b - grad L||^2; a penalty of the minibatch gradient contains both.
 *
 * <p>Default: r = 0.01. The error of the difference is of order r; in single precision the rounding is of order 1e-7 /
 * r. The score contains the penalty. DL4J adds L1, L2 and weight decay at w; they are no part of L.
 *
 * <p>Noise, BatchNorm, frozen layers, truncated backpropagation, cost, {@code ParallelWrapper} and Java serialization
 * are as in {@link SharpnessAwareMinimization}, which shares the two passes. Add {@link GradientClipping} after it.
 *
 * <p>Errors: as in {@link SharpnessAwareMinimization}.
 *
 * <p>Papers: Barrett and Dherin, "Implicit Gradient Regularization", ICLR 2021; Smith, Dherin, Barrett and De, "On the
 * Origin of Implicit Regularization in Stochastic Gradient Descent", ICLR 2021; the finite difference: Zhao, Zhang and
 * Hu, "Penalizing Gradient Norm for Efficiently Improving Generalization in Deep Learning", ICML 2022.
 */
public final class GradientNormPenalty extends TwoPassListener {

    private static final long serialVersionUID = 1;

    private static final double DEFAULT_STEP = 0.01;

    private final double lambda;
    private final double step;

    /**
     * Creates a penalty.
     *
     * @param lambda coefficient, finite and above 0
     * @throws IllegalArgumentException if lambda is outside its range
     */
    public GradientNormPenalty(double lambda) {
        this(lambda, DEFAULT_STEP);
    }

    private GradientNormPenalty(double lambda, double step) {
        this.lambda = Arguments.positive("lambda", lambda);
        this.step = Arguments.positive("step", step);
    }

    /**
     * Sets the length of the step of the finite difference.
     *
     * @param length r, in the units of the parameters, finite and above 0
     * @return a new listener
     * @throws IllegalArgumentException if length is outside its range
     */
    public GradientNormPenalty withStep(double length) {
        return new GradientNormPenalty(lambda, length);
    }

    private Object readResolve() {
        return new GradientNormPenalty(lambda, step);
    }

    @Override
    SharpnessStep passes(Model model) {
        return new SharpnessStep(model, new Perturbation(step, false), new FirstGradient(lambda, step));
    }

    @Override
    public String toString() {
        return "GradientNormPenalty(" + lambda + ", step " + step + ")";
    }
}
