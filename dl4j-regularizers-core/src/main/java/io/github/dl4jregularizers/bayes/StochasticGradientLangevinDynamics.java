package io.github.dl4jregularizers.bayes;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Stochastic gradient Langevin dynamics (SGLD): an updater whose iterates are samples of the posterior. {@link
 * PosteriorSamples} collects them.
 *
 * <p>Formula: w = w - lr g + n, with n ~ N(0, 2 lr T / N) per parameter. N is the number of training examples, lr the
 * learning rate, T the temperature. The gradient g is that of the mean loss per example, penalties included. The papers
 * write the step size e = 2 lr / N: w = w - e/2 (N g) + N(0, e T). At T = 1 the stationary distribution is proportional
 * to exp(-N (loss + penalty)), up to an error of order lr. DL4J's {@code .l2(c)} is a Gaussian prior of variance 1 / (N
 * c) on the weights, see {@code WeightPrior}; biases have a flat prior unless {@code .l2Bias(c)} is set.
 *
 * <p>{@link #preconditioned} scales step and noise per parameter by G = 1 / (epsilon + sqrt(v)), with v = d v + (1 - d)
 * g^2 (RMSProp): w = w - lr G g + N(0, 2 lr T G / N). The term of G's derivative (Gamma in the paper) is left out, as
 * in the authors' experiments. {@link #cyclical} restarts a cosine learning rate, explores without noise at the start
 * of a cycle and samples in the rest.
 *
 * <p>Defaults: temperature 1, no preconditioner, no cycles. The loss has to be a mean log-likelihood per example, as
 * cross-entropy is; DL4J's MSE of one output is one of noise variance 1/2. Use no dropout, no gradient clipping, and no
 * decay besides the prior. BatchNorm's running statistics get no noise; re-estimate them per sample.
 *
 * <p>Errors: {@code IllegalArgumentException} for values out of range, and in HALF networks at the first update: their
 * rounding is larger than the noise.
 *
 * <p>Papers: Welling and Teh, "Bayesian Learning via Stochastic Gradient Langevin Dynamics", ICML 2011; Li et al.,
 * "Preconditioned Stochastic Gradient Langevin Dynamics for Deep Neural Networks", AAAI 2016; Zhang et al., "Cyclical
 * Stochastic Gradient MCMC for Bayesian Deep Learning", ICLR 2020.
 */
public final class StochasticGradientLangevinDynamics implements IUpdater {

    private static final long serialVersionUID = 1;

    private ISchedule learningRate;
    private final long trainingExamples;
    private final double temperature;
    /** Decay and epsilon of the preconditioner; both 0 for none. */
    private final double decay;

    private final double epsilon;
    /** Iterations per cycle; 0 for none. */
    private final int cycle;

    private final double exploration;

    @JsonCreator
    private StochasticGradientLangevinDynamics(
            @JsonProperty("learningRate") ISchedule learningRate,
            @JsonProperty("trainingExamples") long trainingExamples,
            @JsonProperty("temperature") double temperature,
            @JsonProperty("decay") double decay,
            @JsonProperty("epsilon") double epsilon,
            @JsonProperty("cycle") int cycle,
            @JsonProperty("exploration") double exploration) {
        this.learningRate = Arguments.required("learningRate", learningRate);
        this.trainingExamples = Arguments.atLeast("trainingExamples", trainingExamples, 1);
        this.temperature = Arguments.positive("temperature", temperature);
        this.decay = Arguments.rate("decay", decay);
        this.epsilon = Arguments.nonNegative("epsilon", epsilon);
        this.cycle = Arguments.atLeast("cycle", cycle, 0);
        this.exploration = Arguments.rate("exploration", exploration);
    }

    /**
     * Samples with a constant learning rate.
     *
     * @param learningRate lr, finite and at least 0, for the gradient of the mean loss per example
     * @param trainingExamples N, the number of examples in the training set, at least 1
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public StochasticGradientLangevinDynamics(double learningRate, long trainingExamples) {
        this(new FixedSchedule(Arguments.nonNegative("learningRate", learningRate)), trainingExamples);
    }

    /**
     * Samples with a schedule of learning rates. The sampling error vanishes if rates decrease to 0 with an infinite
     * sum, as (a + t)^-0.55 does.
     *
     * @param learningRate rates, finite and at least 0; checked when used
     * @param trainingExamples N, the number of examples in the training set, at least 1
     * @throws IllegalArgumentException if an argument is missing or outside its range
     */
    public StochasticGradientLangevinDynamics(ISchedule learningRate, long trainingExamples) {
        this(learningRate, trainingExamples, 1, 0, 0, 0, 0);
    }

    /**
     * Samples a tempered posterior, proportional to exp(-N (loss + penalty) / T).
     *
     * @param newTemperature T, finite and above 0; below 1 is a cold posterior
     * @return a copy
     * @throws IllegalArgumentException if newTemperature is outside its range
     */
    public StochasticGradientLangevinDynamics temperature(double newTemperature) {
        return new StochasticGradientLangevinDynamics(
                learningRate, trainingExamples, newTemperature, decay, epsilon, cycle, exploration);
    }

    /**
     * Preconditions by a running mean of squared gradients. The state is 0 at the start, so that G is at most 1 /
     * epsilon.
     *
     * @param newDecay d, in [0, 1); 0.99 in the paper
     * @param newEpsilon finite and above 0; 1e-5 in the paper
     * @return a copy
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public StochasticGradientLangevinDynamics preconditioned(double newDecay, double newEpsilon) {
        return new StochasticGradientLangevinDynamics(
                learningRate,
                trainingExamples,
                temperature,
                newDecay,
                Arguments.positive("epsilon", newEpsilon),
                cycle,
                exploration);
    }

    /**
     * Anneals the learning rate in cycles: lr (1 + cos(pi r)) / 2, with r = (iteration mod length) / length. Steps with
     * r below the exploration share have no noise. Pass the same numbers to {@link PosteriorSamples#cyclical}.
     *
     * @param length iterations per cycle, at least 2
     * @param newExploration share of a cycle without noise, in [0, 1); 0.8 in the paper
     * @return a copy
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public StochasticGradientLangevinDynamics cyclical(int length, double newExploration) {
        return new StochasticGradientLangevinDynamics(
                learningRate,
                trainingExamples,
                temperature,
                decay,
                epsilon,
                Arguments.atLeast("length", length, 2),
                newExploration);
    }

    boolean isPreconditioned() {
        return epsilon > 0;
    }

    double decay() {
        return decay;
    }

    double epsilon() {
        return epsilon;
    }

    /** Variance of the noise relative to the preconditioner: 2 lr T / N, or 0 while exploring. */
    double noiseVariance(int iteration, int epoch) {
        boolean explores = cycle > 0 && Cycle.position(iteration, cycle) < exploration;
        return explores ? 0 : 2 * getLearningRate(iteration, epoch) * temperature / trainingExamples;
    }

    @Override
    public double getLearningRate(int iteration, int epoch) {
        double rate = Arguments.nonNegative(
                "learning rate at iteration " + iteration, learningRate.valueAt(iteration, epoch));
        return cycle == 0 ? rate : rate * (1 + Math.cos(Math.PI * Cycle.position(iteration, cycle))) / 2;
    }

    @Override
    public boolean hasLearningRate() {
        return true;
    }

    @Override
    public void setLrAndSchedule(double lr, ISchedule schedule) {
        learningRate = schedule == null ? new FixedSchedule(Arguments.nonNegative("learningRate", lr)) : schedule;
    }

    @Override
    public long stateSize(long numParams) {
        return isPreconditioned() ? numParams : 0;
    }

    @Override
    public GradientUpdater<?> instantiate(INDArray viewArray, boolean initializeViewArray) {
        LangevinUpdater updater = new LangevinUpdater(this);
        if (viewArray != null) {
            INDArray flat = viewArray.reshape(viewArray.length());
            updater.setStateViewArray(flat, flat.shape(), flat.ordering(), initializeViewArray);
        }
        return updater;
    }

    @Override
    public GradientUpdater<?> instantiate(Map<String, INDArray> updaterState, boolean initializeStateArrays) {
        LangevinUpdater updater = new LangevinUpdater(this);
        updater.setState(updaterState, initializeStateArrays);
        return updater;
    }

    @Override
    public StochasticGradientLangevinDynamics clone() {
        return new StochasticGradientLangevinDynamics(
                learningRate.clone(), trainingExamples, temperature, decay, epsilon, cycle, exploration);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof StochasticGradientLangevinDynamics)) {
            return false;
        }
        StochasticGradientLangevinDynamics that = (StochasticGradientLangevinDynamics) other;
        return learningRate.equals(that.learningRate)
                && trainingExamples == that.trainingExamples
                && temperature == that.temperature
                && decay == that.decay
                && epsilon == that.epsilon
                && cycle == that.cycle
                && exploration == that.exploration;
    }

    @Override
    public int hashCode() {
        return Objects.hash(learningRate, trainingExamples, temperature, decay, epsilon, cycle, exploration);
    }

    @Override
    public String toString() {
        return "StochasticGradientLangevinDynamics(" + learningRate + ", " + trainingExamples
                + " examples, temperature "
                + temperature + (isPreconditioned() ? ", preconditioned " + decay + ", " + epsilon : "")
                + (cycle > 0 ? ", cycles of " + cycle + ", exploration " + exploration : "") + ")";
    }
}
