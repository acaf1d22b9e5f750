package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.constraint.MaxSpectralNorm;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.Coefficient;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.internal.weights.LargestSingularValue;
import io.github.dl4jregularizers.optimizer.AdamW;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Makes a layer's weights stretch inputs less, in the direction in which they stretch them most: the network becomes less
 * sensitive to perturbed inputs, while other directions are left alone, which weight decay would shrink too.
 *
 * <p>Formula, summed over all weights: coefficient/2 sigma^2, for the largest singular value sigma of the matrix with the
 * weights of one unit in each row. The filters of a convolution are its rows, all gates of an LSTM are in one matrix, each
 * channel of a depthwise convolution and each place of a locally connected layer has a matrix of its own.
 *
 * <p>Part of the loss, and of the score: the updater gets the gradient coefficient sigma u v^T, for the singular vectors u and
 * v. They are found by power iteration as in {@link MaxSpectralNorm}, which limits sigma instead, from the same start every
 * time: after k iterations sigma is too small by a share of at most the order of (sigma2 / sigma)^(2k), for the second
 * largest value sigma2, and v is off by the order of (sigma2 / sigma)^k. An iteration costs two products of the matrix with a vector. Default: 20
 * iterations. Biases, the gains and shifts of normalisation and PReLU's slope are not penalised.
 *
 * <pre>{@code
 * conf = new SpectralNormPenalty(0.01).applyTo(conf);
 * }</pre>
 *
 * <p>Installed in a built configuration like {@link AdamW}, before or after it; applying it again replaces it. It lasts
 * through JSON, {@code ModelSerializer} and {@code TransferLearning}, but not a {@code FineTuneConfiguration} that sets any
 * regularization; call it again after layers were resized. Frozen layers stay as they are. A layer is refused whose
 * weights are of equal length and different shape (attention with as many inputs as outputs), or as long as a parameter that is not to be
 * penalised, or in which the units are not known. In the score DL4J leaves out all penalties of its SameDiff layers and vertices.
 * Paper: Yoshida &amp; Miyato, "Spectral Norm Regularization for Improving the Generalizability of Deep Learning", 2017.
 */
public final class SpectralNormPenalty extends WeightPenalty<SpectralNormPenalty> {

    private static final long serialVersionUID = 1;

    private final ISchedule coefficient;
    private final int iterations;

    /**
     * A penalty with 20 iterations.
     *
     * @param coefficient finite and at least 0; 0.01 in the paper
     * @throws IllegalArgumentException if coefficient is outside its range
     */
    public SpectralNormPenalty(double coefficient) {
        this(coefficient, LargestSingularValue.DEFAULT_ITERATIONS);
    }

    /**
     * A penalty.
     *
     * @param coefficient finite and at least 0; 0.01 in the paper
     * @param iterations of the power method, at least 1
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public SpectralNormPenalty(double coefficient, int iterations) {
        this(new FixedSchedule(coefficient), iterations);
    }

    /**
     * A penalty with a coefficient that follows a schedule.
     *
     * @param coefficient values, finite and at least 0; each is checked when it is used
     * @param iterations of the power method, at least 1
     * @throws IllegalArgumentException if the schedule is missing, or fixed and outside its range, or iterations is
     *     outside its range
     */
    @JsonCreator
    public SpectralNormPenalty(
            @JsonProperty("coefficient") ISchedule coefficient, @JsonProperty("iterations") int iterations) {
        this(coefficient, iterations, Placement.EVERYWHERE);
    }

    private SpectralNormPenalty(ISchedule coefficient, int iterations, Placement placement) {
        super(placement);
        this.coefficient = Coefficient.checked("coefficient", coefficient);
        this.iterations = Arguments.atLeast("iterations", iterations, 1);
    }

    @Override
    SpectralNormPenalty placed(Placement other) {
        return new SpectralNormPenalty(coefficient, iterations, other);
    }

    @Override
    boolean isNever() {
        return Coefficient.isNever(coefficient);
    }

    private double strength(int iteration, int epoch) {
        return Coefficient.at("coefficient", coefficient, iteration, epoch);
    }

    @Override
    double value(INDArray parameter, Units units, int iteration, int epoch) {
        double squares = 0;
        for (INDArray matrix : units.matrices(parameter)) {
            double largest = LargestSingularValue.of(matrix, iterations).value;
            squares += largest * largest;
        }
        return strength(iteration, epoch) / 2 * squares;
    }

    @Override
    void addGradient(INDArray parameter, INDArray gradient, Units units, int iteration, int epoch) {
        double strength = strength(iteration, epoch);
        if (strength == 0) {
            return;
        }
        INDArray[] matrices = units.matrices(parameter);
        INDArray[] gradients = units.matrices(gradient);
        for (int i = 0; i < matrices.length; i++) {
            LargestSingularValue largest = LargestSingularValue.of(matrices[i], iterations);
            if (largest.value != 0) {
                addProduct(largest.scaledLeft(), largest.right().transpose(), strength, gradients[i]);
            }
        }
        units.write(gradients, gradient);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SpectralNormPenalty
                && coefficient.equals(((SpectralNormPenalty) other).coefficient)
                && iterations == ((SpectralNormPenalty) other).iterations;
    }

    @Override
    public int hashCode() {
        return Objects.hash(coefficient, iterations);
    }

    @Override
    public String toString() {
        return "SpectralNormPenalty(" + Coefficient.described(coefficient) + ", " + iterations + " iterations)";
    }
}
