package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.internal.Coefficient;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.optimizer.AdamW;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Penalty on the deviation of a layer's units from orthonormal ones.
 *
 * <p>Formula, summed over all weights: coefficient ||R R^T - I||^2, the sum of squares, for the matrix R with the
 * weights of one unit per row. Filters of a convolution are its rows, and all gates of an LSTM share one matrix. Each
 * channel of a depthwise convolution and each place of a locally connected layer has its own matrix. With more units
 * than inputs, the penalty is at least their difference, and smallest for orthonormal columns. {@link #withoutDiagonal}
 * excludes the diagonal, as BigGAN does: units may have any norm.
 *
 * <p>The penalty is part of the loss and of the score. The updater receives the gradient 4 coefficient (R R^T - I) R.
 * Biases, normalization gains and shifts, and PReLU's slope are not penalized; {@link #exclude} output layers and
 * embeddings. Cost per step: two matrix products, of which the first is the smaller of R R^T and R^T R.
 *
 * <pre>{@code
 * conf = new SoftOrthogonality(1e-4).exclude((layer, parameter) -> layer.equals("output")).applyTo(conf);
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
 * <p>Papers: Bansal et al., "Can We Gain More from Orthogonality Regularizations in Training Deep CNNs?", 2018; Brock
 * et al., "Large Scale GAN Training for High Fidelity Natural Image Synthesis", 2019, equation 3.
 */
public final class SoftOrthogonality extends WeightPenalty<SoftOrthogonality> {

    private static final long serialVersionUID = 1;

    private final ISchedule coefficient;
    private final boolean diagonal;

    /**
     * Creates a penalty with a fixed coefficient.
     *
     * @param coefficient finite and at least 0; 1e-4 is common
     * @throws IllegalArgumentException if coefficient is outside its range
     */
    public SoftOrthogonality(double coefficient) {
        this(new FixedSchedule(coefficient));
    }

    /**
     * Creates a penalty with a scheduled coefficient.
     *
     * @param coefficient values, finite and at least 0; each is checked when it is used
     * @throws IllegalArgumentException if the schedule is missing, or fixed and outside its range
     */
    public SoftOrthogonality(ISchedule coefficient) {
        this(coefficient, true, Placement.EVERYWHERE);
    }

    @JsonCreator
    SoftOrthogonality(@JsonProperty("coefficient") ISchedule coefficient, @JsonProperty("diagonal") boolean diagonal) {
        this(coefficient, diagonal, Placement.EVERYWHERE);
    }

    private SoftOrthogonality(ISchedule coefficient, boolean diagonal, Placement placement) {
        super(placement);
        this.coefficient = Coefficient.checked("coefficient", coefficient);
        this.diagonal = diagonal;
    }

    /**
     * Returns the penalty without norms: coefficient times the sum of squares of R R^T off its diagonal.
     *
     * @return a new penalty
     */
    public SoftOrthogonality withoutDiagonal() {
        return new SoftOrthogonality(coefficient, false, placement());
    }

    @Override
    SoftOrthogonality placed(Placement other) {
        return new SoftOrthogonality(coefficient, diagonal, other);
    }

    @Override
    boolean isNever() {
        return Coefficient.isNever(coefficient);
    }

    private double strength(int iteration, int epoch) {
        return Coefficient.at("coefficient", coefficient, iteration, epoch);
    }

    /** Tests whether R R^T is the smaller product: at most as many units as inputs. */
    private static boolean isWide(INDArray matrix) {
        return matrix.rows() <= matrix.columns();
    }

    /** Returns the smaller product minus the identity, or R R^T with its diagonal set to 0. */
    private INDArray excess(INDArray matrix) {
        INDArray transposed = matrix.transpose();
        INDArray product = isWide(matrix) ? matrix.mmul(transposed) : transposed.mmul(matrix);
        long size = product.rows();
        INDArray itsDiagonal = product.reshape(size * size).get(NDArrayIndex.interval(0, size + 1, size * size));
        if (diagonal) {
            itsDiagonal.subi(1);
        } else if (isWide(matrix)) {
            itsDiagonal.assign(0);
        }
        return product;
    }

    /** Returns the diagonal of R R^T. */
    private static INDArray squares(INDArray matrix) {
        INDArray norms = matrix.norm2(true, 1);
        return norms.muli(norms);
    }

    /** One norm per matrix; a second one where the other product's diagonal is left out. */
    @Override
    INDArray terms(INDArray parameter, Units units) {
        List<INDArray> norms = new ArrayList<>();
        for (INDArray matrix : units.matrices(parameter)) {
            norms.add(excess(matrix).norm2().reshape(1));
            if (!isWide(matrix) && !diagonal) {
                norms.add(squares(matrix).norm2().reshape(1));
            }
        }
        return Nd4j.concat(0, norms.toArray(new INDArray[0]));
    }

    @Override
    double value(double[] terms, INDArray parameter, Units units, int iteration, int epoch) {
        double value = 0;
        int next = 0;
        for (INDArray matrix : units.matrices(parameter)) {
            value += Math.pow(terms[next++], 2);
            if (!isWide(matrix)) {
                // R R^T and R^T R have the same sum of squares, but not the same diagonal
                value += diagonal ? matrix.rows() - matrix.columns() : -Math.pow(terms[next++], 2);
            }
        }
        return strength(iteration, epoch) * value;
    }

    @Override
    void addGradient(INDArray parameter, INDArray gradient, Units units, int iteration, int epoch) {
        double strength = 4 * strength(iteration, epoch);
        if (strength == 0) {
            return;
        }
        INDArray[] matrices = units.matrices(parameter);
        INDArray[] gradients = units.matrices(gradient);
        for (int i = 0; i < matrices.length; i++) {
            INDArray matrix = matrices[i];
            INDArray excess = excess(matrix);
            boolean wide = isWide(matrix);
            addProduct(wide ? excess : matrix, wide ? matrix : excess, strength, gradients[i]);
            if (!diagonal && !wide) {
                gradients[i].subi(matrix.mul(squares(matrix).muli(strength)));
            }
        }
        units.write(gradients, gradient);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SoftOrthogonality
                && coefficient.equals(((SoftOrthogonality) other).coefficient)
                && diagonal == ((SoftOrthogonality) other).diagonal;
    }

    @Override
    public int hashCode() {
        return Objects.hash(coefficient, diagonal);
    }

    @Override
    public String toString() {
        return "SoftOrthogonality(" + Coefficient.described(coefficient) + (diagonal ? ")" : ", without diagonal)");
    }
}
