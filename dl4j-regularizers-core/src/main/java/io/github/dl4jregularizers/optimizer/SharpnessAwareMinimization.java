package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.api.Model;

/**
 * Sharpness-aware minimization (SAM): updates parameters by the gradient at the nearby point of highest loss, to find
 * flat minima.
 *
 * <p>Formula, for the gradient g of the mean minibatch loss at the parameters w: e = rho g / (||g|| + 1e-12). The
 * updater receives the gradient of the same minibatch at w + e, and applies it at w. {@link #adaptive} (ASAM) scales
 * the perturbation by the size of each weight: e = rho T² g / (||T g|| + 1e-12). T is |w| + 0.01 for weights, gains and
 * slopes, and 1 for biases and shifts. A zero gradient perturbs nothing.
 *
 * <p>Both passes use the same minibatch, masks and noise. BatchNorm's statistics are updated once, by the first pass.
 * They and frozen layers do not count in the norm. DL4J adds L1, L2 and weight decay at w. The score is that of the
 * first pass, and listeners are called once. Works with any updater; a step takes twice as long.
 *
 * <pre>{@code
 * network.addListeners(new SharpnessAwareMinimization(0.05));
 * }</pre>
 *
 * <p>Noise is replayed from the RNG state at the end of the last step, after the listeners before this one, or at
 * the start of the epoch. If other code drew from the thread's generator in between, both passes are repeated,
 * which doubles the time again. Shuffle and augment in the iterator's thread, or with another generator. A first
 * minibatch without an iterator takes one more pass. Noise of a {@code NoiseSource} other than the default is not
 * replayed.
 *
 * <p>A listener for {@code MultiLayerNetwork} and {@code ComputationGraph}, not saved with the network. Add {@link
 * GradientClipping} after it. Under {@code ParallelWrapper} each worker perturbs by the gradient of its minibatch (the
 * paper's m-sharpness). With truncated backpropagation through time each segment is one step, and both passes start
 * from the state at the end of the segment before. Layerwise pretraining is not supported: add the listener after
 * {@code pretrain()}. Java serialization keeps the settings only.
 *
 * <p>Errors: {@code IllegalArgumentException} at the first step beside {@link GradientNormPenalty}, {@link
 * FisherTracePenalty}, or another listener of this class. {@link GradientAccumulation} and {@link EntropySgd} refuse
 * this listener.
 *
 * <p>Papers: Foret et al., "Sharpness-Aware Minimization for Efficiently Improving Generalization", ICLR 2021; Kwon et
 * al., "ASAM", ICML 2021.
 */
public final class SharpnessAwareMinimization extends TwoPassListener {

    private static final long serialVersionUID = 1;

    private final double rho;
    private final boolean adaptive;

    /**
     * Perturbs by a fixed length.
     *
     * @param rho norm of the perturbation, finite and above 0; 0.05 in the paper
     * @throws IllegalArgumentException if rho is outside its range
     */
    public SharpnessAwareMinimization(double rho) {
        this(rho, false);
    }

    private SharpnessAwareMinimization(double rho, boolean adaptive) {
        this.rho = Arguments.positive("rho", rho);
        this.adaptive = adaptive;
    }

    /**
     * Perturbs each weight relative to its size (ASAM).
     *
     * @param rho relative length of the perturbation, finite and above 0; 0.5 for CIFAR-10 in the paper
     * @return a listener
     * @throws IllegalArgumentException if rho is outside its range
     */
    public static SharpnessAwareMinimization adaptive(double rho) {
        return new SharpnessAwareMinimization(rho, true);
    }

    private Object readResolve() {
        return new SharpnessAwareMinimization(rho, adaptive);
    }

    @Override
    SharpnessStep passes(Model model) {
        return new SharpnessStep(model, new Perturbation(rho, adaptive), null);
    }

    @Override
    public String toString() {
        return "SharpnessAwareMinimization(" + (adaptive ? "adaptive, " : "") + rho + ")";
    }
}
