package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Adam as published and as in PyTorch: epsilon is added after bias correction.
 *
 * <p>Formula, at iteration t = 1, 2, ...: m = beta1 m + (1 - beta1) g and v = beta2 v + (1 - beta2) g². The update is
 * lr (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon). DL4J's {@code Adam} adds epsilon to the uncorrected
 * sqrt(v): its effective epsilon is 32 times larger at the first iteration (beta2 = 0.999). This class computes DL4J's
 * step with epsilon sqrt(1 - beta2^t).
 *
 * <p>The state has the layout of {@code Adam}, so that a network saved with either continues with the other. In a
 * network of type HALF, m and v are computed in float, since v underflows in half precision. DL4J's state array then
 * holds m and sqrt(v), rounded to half: training continues from a saved network with rounded moments.
 *
 * <p>Paper: Kingma &amp; Ba, "Adam: A Method for Stochastic Optimization", 2015, Algorithm 1.
 */
public final class BiasCorrectedAdam extends Adam {

    private static final long serialVersionUID = 1;

    @JsonCreator
    private BiasCorrectedAdam(
            @JsonProperty("learningRate") double learningRate,
            @JsonProperty("learningRateSchedule") ISchedule learningRateSchedule,
            @JsonProperty("beta1") double beta1,
            @JsonProperty("beta2") double beta2,
            @JsonProperty("epsilon") double epsilon) {
        super(
                learningRateSchedule == null ? Arguments.nonNegative("learningRate", learningRate) : learningRate,
                Arguments.rate("beta1", beta1),
                Arguments.rate("beta2", beta2),
                Arguments.positive("epsilon", epsilon));
        setLearningRateSchedule(learningRateSchedule);
    }

    /**
     * Sets a constant learning rate.
     *
     * @param learningRate finite and at least 0; the papers use 0.001
     * @param beta1 decay of the mean of gradients, in [0, 1); usually 0.9
     * @param beta2 decay of the mean of squared gradients, in [0, 1); usually 0.999
     * @param epsilon finite and above 0; usually 1e-8
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public BiasCorrectedAdam(double learningRate, double beta1, double beta2, double epsilon) {
        this(learningRate, null, beta1, beta2, epsilon);
    }

    /**
     * Sets a learning-rate schedule.
     *
     * @param learningRate rates, finite and at least 0; checked when used
     * @param beta1 decay of the mean of gradients, in [0, 1); usually 0.9
     * @param beta2 decay of the mean of squared gradients, in [0, 1); usually 0.999
     * @param epsilon finite and above 0; usually 1e-8
     * @throws IllegalArgumentException if an argument is missing or outside its range
     */
    public BiasCorrectedAdam(ISchedule learningRate, double beta1, double beta2, double epsilon) {
        this(Double.NaN, Arguments.required("learningRate", learningRate), beta1, beta2, epsilon);
    }

    @Override
    public double getLearningRate(int iteration, int epoch) {
        return Arguments.nonNegative(
                "learning rate at iteration " + iteration, super.getLearningRate(iteration, epoch));
    }

    @Override
    public GradientUpdater<?> instantiate(INDArray viewArray, boolean initializeViewArray) {
        AdamUpdater updater = updater(viewArray.dataType());
        INDArray flat = viewArray.reshape(viewArray.length());
        updater.setStateViewArray(flat, new long[] {flat.length() / 2}, flat.ordering(), initializeViewArray);
        return updater;
    }

    @Override
    public GradientUpdater<?> instantiate(Map<String, INDArray> updaterState, boolean initializeStateArrays) {
        AdamUpdater updater = updater(updaterState.values().iterator().next().dataType());
        updater.setState(updaterState, initializeStateArrays);
        return updater;
    }

    private AdamUpdater updater(DataType type) {
        return type == DataType.FLOAT16 ? new HalfAdamUpdater(this) : new Updater(this);
    }

    /** Updates the moments and replaces the gradient by the step. */
    static void step(Adam adam, INDArray gradient, INDArray m, INDArray v, int iteration, int epoch) {
        double epsilon = adam.getEpsilon() * Math.sqrt(1 - Math.pow(adam.getBeta2(), iteration + 1.0));
        FastAdamUpdater.step(adam, epsilon, gradient, m, v, iteration, epoch);
    }

    @Override
    public BiasCorrectedAdam clone() {
        return new BiasCorrectedAdam(
                getLearningRate(), getLearningRateSchedule(), getBeta1(), getBeta2(), getEpsilon());
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof BiasCorrectedAdam;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BiasCorrectedAdam && super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    @Override
    public String toString() {
        return "BiasCorrected" + super.toString();
    }

    private static final class Updater extends AdamUpdater {

        Updater(Adam config) {
            super(config);
        }

        @Override
        public void applyUpdater(INDArray gradient, int iteration, int epoch) {
            step(getConfig(), gradient.reshape(getV().shape()), getM(), getV(), iteration, epoch);
        }
    }
}
