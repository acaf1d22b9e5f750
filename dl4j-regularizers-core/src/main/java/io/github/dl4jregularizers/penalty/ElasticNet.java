package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.internal.Coefficient;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.optimizer.AdamW;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.Axpy;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * L1 and L2 penalty on weights.
 *
 * <p>Formula, summed over all weights w: l1 |w| + l2/2 w^2. The coefficients are those of DL4J's {@code .l1(..)} and
 * {@code .l2(..)}; scikit-learn's are l1 = alpha l1_ratio and l2 = alpha (1 - l1_ratio). Biases, normalization gains
 * and shifts, and PReLU's slope are not penalized.
 *
 * <p>By default the penalty is part of the loss and of the score. The updater receives the gradient l1 sign(w) + l2 w,
 * with sign(0) = 0, and no weight becomes exactly 0. {@link #proximal} takes a proximal step instead, after the updater
 * and any weight decay. A weight v becomes sign(v) max(|v| - lr l1, 0) / (1 + lr l2), and the score has no penalty.
 * With plain gradient descent that is the proximal gradient method for the same loss. With an adaptive updater the
 * proximal step is the same for all weights, as AdamW's decay is, and only the gradient of the loss is rescaled.
 *
 * <pre>{@code
 * conf = new ElasticNet(1e-5, 1e-4).applyTo(conf);
 * }</pre>
 *
 * <p>Use: {@code applyTo} a built configuration, before or after {@link AdamW}; see {@link WeightPenalty} for layers
 * and weights, and for several penalties. JSON, {@code ModelSerializer} and {@code TransferLearning} keep it. A {@code
 * FineTuneConfiguration} that sets any regularization removes it. Apply it again after layers were resized. Frozen
 * layers do not change. DL4J's score leaves out the penalties of its SameDiff layers and vertices.
 *
 * <p>Errors: {@code IllegalArgumentException} for a layer that has a weight as long as another parameter, such as Dense
 * with layer normalization and one input.
 *
 * <p>On the layers that it selects it replaces DL4J's own L1 and L2, with a warning.
 *
 * <p>Papers: Zou &amp; Hastie, "Regularization and Variable Selection via the Elastic Net", 2005; Parikh &amp; Boyd,
 * "Proximal Algorithms", 2014, section 6.5.
 */
public final class ElasticNet extends WeightPenalty<ElasticNet> {

    private static final long serialVersionUID = 1;

    private final ISchedule l1;
    private final ISchedule l2;
    private final boolean proximal;

    /**
     * Creates a penalty that is part of the loss.
     *
     * @param l1 coefficient of |w|, finite and at least 0
     * @param l2 coefficient of w^2 / 2, finite and at least 0
     * @throws IllegalArgumentException if a coefficient is outside its range
     */
    public ElasticNet(double l1, double l2) {
        this(new FixedSchedule(l1), new FixedSchedule(l2));
    }

    /**
     * Creates a penalty that is part of the loss, with coefficients that follow schedules.
     *
     * @param l1 coefficients of |w|, finite and at least 0; each value is checked when it is used
     * @param l2 coefficients of w^2 / 2, finite and at least 0; each value is checked when it is used
     * @throws IllegalArgumentException if a schedule is missing, or fixed and outside its range
     */
    public ElasticNet(ISchedule l1, ISchedule l2) {
        this(l1, l2, false, Placement.EVERYWHERE);
    }

    @JsonCreator
    ElasticNet(
            @JsonProperty("l1") ISchedule l1,
            @JsonProperty("l2") ISchedule l2,
            @JsonProperty("proximal") boolean proximal) {
        this(l1, l2, proximal, Placement.EVERYWHERE);
    }

    private ElasticNet(ISchedule l1, ISchedule l2, boolean proximal, Placement placement) {
        super(placement);
        this.l1 = Coefficient.checked("l1", l1);
        this.l2 = Coefficient.checked("l2", l2);
        this.proximal = proximal;
    }

    /**
     * Returns the same penalty as a proximal step after each update, by which weights become exactly 0.
     *
     * @return a new penalty
     */
    public ElasticNet proximal() {
        return new ElasticNet(l1, l2, true, placement());
    }

    @Override
    ElasticNet placed(Placement other) {
        return new ElasticNet(l1, l2, proximal, other);
    }

    @Override
    boolean isNever() {
        return Coefficient.isNever(l1) && Coefficient.isNever(l2);
    }

    @Override
    boolean isElementwise() {
        return true;
    }

    @Override
    boolean isProximal() {
        return proximal;
    }

    @Override
    boolean replaces(Regularization regularization) {
        return regularization instanceof L1Regularization || regularization instanceof L2Regularization;
    }

    private double l1At(int iteration, int epoch) {
        return Coefficient.at("l1", l1, iteration, epoch);
    }

    private double l2At(int iteration, int epoch) {
        return Coefficient.at("l2", l2, iteration, epoch);
    }

    /** Both norms; one is enough if the other's coefficient is always 0. */
    @Override
    INDArray terms(INDArray parameter, Units units) {
        if (Coefficient.isNever(l1)) {
            return parameter.norm2().reshape(1);
        }
        INDArray first = parameter.norm1().reshape(1);
        return Coefficient.isNever(l2)
                ? first
                : Nd4j.concat(0, first, parameter.norm2().reshape(1));
    }

    @Override
    double value(double[] terms, INDArray parameter, Units units, int iteration, int epoch) {
        double first = Coefficient.isNever(l1) ? 0 : terms[0];
        double second = Coefficient.isNever(l2) ? 0 : terms[terms.length - 1];
        return l1At(iteration, epoch) * first + l2At(iteration, epoch) / 2 * second * second;
    }

    @Override
    void addGradient(INDArray parameter, INDArray gradient, Units units, int iteration, int epoch) {
        double first = l1At(iteration, epoch);
        double second = l2At(iteration, epoch);
        if (first != 0) {
            INDArray signs = Nd4j.exec(new Sign(parameter, parameter.ulike()));
            Nd4j.exec(new Axpy(signs, gradient, gradient, first));
        }
        if (second != 0) {
            Nd4j.exec(new Axpy(parameter, gradient, gradient, second));
        }
    }

    @Override
    void shrink(INDArray parameter, INDArray step, Units units, double learningRate, int iteration, int epoch) {
        double threshold = learningRate * l1At(iteration, epoch);
        double divisor = 1 + learningRate * l2At(iteration, epoch);
        INDArray target = step.rsubi(parameter); // the step's own array, overwritten with the new step
        if (threshold != 0) {
            // v - clip(v) is exactly 0 within the threshold, and so is parameter - step
            INDArray clipped = Nd4j.exec(new ScalarMax(target, null, target.ulike(), -threshold));
            Nd4j.exec(new ScalarMin(clipped, null, clipped, threshold));
            target.subi(clipped);
        }
        if (divisor != 1) {
            target.divi(divisor);
        }
        target.rsubi(parameter);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ElasticNet)) {
            return false;
        }
        ElasticNet that = (ElasticNet) other;
        return l1.equals(that.l1) && l2.equals(that.l2) && proximal == that.proximal;
    }

    @Override
    public int hashCode() {
        return Objects.hash(l1, l2, proximal);
    }

    @Override
    public String toString() {
        return "ElasticNet(l1 " + Coefficient.described(l1) + ", l2 " + Coefficient.described(l2)
                + (proximal ? ", proximal)" : ")");
    }
}
