package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.internal.Coefficient;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.optimizer.AdamW;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Group lasso: one norm penalty per unit, which moves the weights of a unit to 0 together.
 *
 * <p>Formula, summed over all units g: coefficient sqrt(|g|) ||w_g||, with the weights w_g of one output and their
 * number |g|. A unit is a column of a dense or recurrent weight, a filter of any convolution, or a word of an
 * embedding. Each gate of an LSTM has its own units in {@code W} and in {@code RW}; GravesLSTM's peepholes are three
 * more. Biases, normalization gains and shifts, and PReLU's slope are not penalized. Scardapane et al. group the
 * weights that leave a unit instead.
 *
 * <p>By default the penalty is part of the loss and of the score. The updater receives the gradient coefficient
 * sqrt(|g|) w_g / ||w_g||, and 0 for a zero unit; no unit becomes exactly 0. {@link #proximal} takes a proximal step
 * instead, after the updater and any weight decay. A unit v becomes max(0, 1 - lr coefficient sqrt(|g|) / ||v||) v, and
 * the score has no penalty. With plain gradient descent that is the proximal gradient method for the same loss.
 * Together with a proximal {@link ElasticNet} this is the sparse group lasso, exactly if its l2 is 0.
 *
 * <pre>{@code
 * conf = new GroupLasso(1e-4).proximal().exclude((layer, parameter) -> layer.equals("output")).applyTo(conf);
 * }</pre>
 *
 * <p>Use: {@code applyTo} a built configuration, before or after {@link AdamW}; see {@link WeightPenalty} for layers
 * and weights, and for several penalties. JSON, {@code ModelSerializer} and {@code TransferLearning} keep it. A {@code
 * FineTuneConfiguration} that sets any regularization removes it. Apply it again after layers were resized. Frozen
 * layers do not change. DL4J's score leaves out the penalties of its SameDiff layers and vertices.
 *
 * <p>Errors: {@code IllegalArgumentException} for a layer with unknown units or a weight as long as another parameter.
 * Also for weights of equal length and different shape, such as attention with as many inputs as outputs.
 *
 * <p>Papers: Yuan &amp; Lin, "Model Selection and Estimation in Regression with Grouped Variables", 2006; Scardapane et
 * al., "Group Sparse Regularization for Deep Neural Networks", 2017; Simon et al., "A Sparse-Group Lasso", 2013.
 */
public final class GroupLasso extends WeightPenalty<GroupLasso> {

    private static final long serialVersionUID = 1;

    private final ISchedule coefficient;
    private final boolean proximal;

    /**
     * Creates a penalty that is part of the loss.
     *
     * @param coefficient finite and at least 0
     * @throws IllegalArgumentException if coefficient is outside its range
     */
    public GroupLasso(double coefficient) {
        this(new FixedSchedule(coefficient));
    }

    /**
     * Creates a penalty that is part of the loss, with a scheduled coefficient.
     *
     * @param coefficient values, finite and at least 0; each is checked when it is used
     * @throws IllegalArgumentException if the schedule is missing, or fixed and outside its range
     */
    public GroupLasso(ISchedule coefficient) {
        this(coefficient, false, Placement.EVERYWHERE);
    }

    @JsonCreator
    GroupLasso(@JsonProperty("coefficient") ISchedule coefficient, @JsonProperty("proximal") boolean proximal) {
        this(coefficient, proximal, Placement.EVERYWHERE);
    }

    private GroupLasso(ISchedule coefficient, boolean proximal, Placement placement) {
        super(placement);
        this.coefficient = Coefficient.checked("coefficient", coefficient);
        this.proximal = proximal;
    }

    /**
     * Returns the penalty as a proximal step after each update. Units become exactly 0.
     *
     * @return a new penalty
     */
    public GroupLasso proximal() {
        return new GroupLasso(coefficient, true, placement());
    }

    @Override
    GroupLasso placed(Placement other) {
        return new GroupLasso(coefficient, proximal, other);
    }

    @Override
    boolean isNever() {
        return Coefficient.isNever(coefficient);
    }

    @Override
    boolean isProximal() {
        return proximal;
    }

    /** Returns the coefficient of a unit's norm. */
    private double strength(Units units, int iteration, int epoch) {
        return Coefficient.at("coefficient", coefficient, iteration, epoch) * Math.sqrt(units.size());
    }

    @Override
    INDArray terms(INDArray parameter, Units units) {
        return units.norms(units.view(parameter)).sum().reshape(1);
    }

    @Override
    double value(double[] terms, INDArray parameter, Units units, int iteration, int epoch) {
        return strength(units, iteration, epoch) * terms[0];
    }

    @Override
    void addGradient(INDArray parameter, INDArray gradient, Units units, int iteration, int epoch) {
        double strength = strength(units, iteration, epoch);
        if (strength != 0) {
            INDArray weights = units.view(parameter);
            INDArray norms = units.norms(weights);
            norms.addi(norms.eq(0).castTo(norms.dataType())); // 0 / 1 is the subgradient 0
            units.view(gradient).addi(weights.mul(norms.rdivi(strength)));
        }
    }

    @Override
    void shrink(INDArray parameter, INDArray step, Units units, double learningRate, int iteration, int epoch) {
        double threshold = learningRate * strength(units, iteration, epoch);
        if (threshold != 0) {
            INDArray weights = units.view(parameter);
            INDArray target = units.view(step).rsubi(weights); // the step's own array, overwritten with the new step
            INDArray shares =
                    Transforms.max(units.norms(target).rdivi(threshold).rsubi(1), 0, false);
            target.muli(shares).rsubi(weights);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GroupLasso
                && coefficient.equals(((GroupLasso) other).coefficient)
                && proximal == ((GroupLasso) other).proximal;
    }

    @Override
    public int hashCode() {
        return Objects.hash(coefficient, proximal);
    }

    @Override
    public String toString() {
        return "GroupLasso(" + Coefficient.described(coefficient) + (proximal ? ", proximal)" : ")");
    }
}
