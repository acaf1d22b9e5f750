package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.GeneratorState;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/**
 * Looks for minima that are flat: takes the gradient where the loss is worst nearby, not where the parameters are.
 *
 * <p>Formula, for the gradient g of the mean loss of the minibatch at the parameters w: e = rho g / (||g|| + 1e-12), and the
 * updater gets the gradient of the same minibatch at w + e, to be applied at w. {@link #adaptive} (ASAM) measures
 * "nearby" relative to the size of each weight: e = rho T² g / (||T g|| + 1e-12), with T = |w| + 0.01 for weights, gains and
 * slopes, and 1 for biases and shifts.
 *
 * <p>Both passes see the same minibatch, the same masks and the same noise. BatchNorm updates its statistics once, by the
 * first pass; they, and frozen layers, are no part of the norm. L1, L2 and weight decay are added by DL4J at w. The score
 * is that of the first pass, and no listener is called twice. Works with any updater, in {@code MultiLayerNetwork} and
 * {@code ComputationGraph}; a step takes twice as long.
 *
 * <pre>{@code
 * network.addListeners(new SharpnessAwareMinimization(0.05));
 * }</pre>
 *
 * <p>The noise is drawn again from where ND4J's generator stood at the end of the last step, or at the start of the epoch.
 * Where something else drew from the same thread's generator in between, both passes are repeated, which takes as long
 * again: shuffle and augment in an iterator's own thread, or with another generator. Where a network is given its first
 * minibatch without an iterator, that step takes one pass more. Noise from another {@code NoiseSource} than the default is
 * not replayed.
 *
 * <p>A listener: it is not saved with the network. Add {@link GradientClipping} after it, to clip the gradient that the
 * updater gets. Under {@code ParallelWrapper} each worker perturbs by the gradient of its own minibatch (the paper's
 * m-sharpness). Truncated backpropagation
 * through time makes a step of each segment: both passes begin in the state that the segment before ended in at w. Papers: Foret et al., "Sharpness-Aware Minimization for Efficiently Improving Generalization", ICLR
 * 2021; Kwon et al., "ASAM", ICML 2021.
 */
public final class SharpnessAwareMinimization extends BaseTrainingListener {

    private final double rho;
    private final boolean adaptive;
    private final ThreadLocal<SharpnessStep> last = new ThreadLocal<>();
    private final ThreadLocal<GeneratorState> epochStart = new ThreadLocal<>();

    /**
     * SAM.
     *
     * @param rho length of the perturbation, finite and above 0; 0.05 in the paper
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
     * ASAM: the perturbation of a weight is measured relative to its size.
     *
     * @param rho relative length of the perturbation, finite and above 0; 0.5 for CIFAR-10 in the paper
     * @return a listener
     * @throws IllegalArgumentException if rho is outside its range
     */
    public static SharpnessAwareMinimization adaptive(double rho) {
        return new SharpnessAwareMinimization(rho, true);
    }

    @Override
    public void onEpochStart(Model model) {
        epochStart.set(GeneratorState.now());
    }

    @Override
    public void onGradientCalculation(Model model) {
        SharpnessStep step = last.get();
        if (step == null || !step.isStillOf(model)) {
            step = new SharpnessStep(model, rho, adaptive);
            last.set(step);
        }
        step.run(epochStart.get());
        epochStart.remove();
    }

    @Override
    public String toString() {
        return "SharpnessAwareMinimization(" + (adaptive ? "adaptive, " : "") + rho + ")";
    }
}
