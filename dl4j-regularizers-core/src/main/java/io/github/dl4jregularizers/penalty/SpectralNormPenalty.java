package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.constraint.MaxSpectralNorm;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.Coefficient;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.internal.dl4j.WeightVisit;
import io.github.dl4jregularizers.internal.weights.LargestSingularValue;
import io.github.dl4jregularizers.internal.weights.VisitedWeight;
import io.github.dl4jregularizers.internal.weights.WeightPass;
import io.github.dl4jregularizers.optimizer.AdamW;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Penalty on the largest singular value of each weight matrix, which lowers the sensitivity to perturbed inputs.
 *
 * <p>Formula, summed over all weights: coefficient/2 sigma^2, with the largest singular value sigma of the matrix with
 * the weights of one unit per row. Filters of a convolution are its rows, and all gates of an LSTM share one matrix.
 * Each channel of a depthwise convolution and each place of a locally connected layer has its own matrix. Weight decay
 * shrinks all directions; this penalty shrinks the top one.
 *
 * <p>The penalty is part of the loss and of the score. The updater receives the gradient coefficient sigma u v^T, with
 * the singular vectors u and v. Lanczos bidiagonalization finds them from a seeded random vector, up to a relative
 * residual of 1e-4; {@link MaxSpectralNorm} limits sigma instead. An iteration costs two products of the matrix with a
 * vector. Default: 20 iterations per round. Biases, normalization gains and shifts, and PReLU's slope are not
 * penalized.
 *
 * <pre>{@code
 * conf = new SpectralNormPenalty(0.01).applyTo(conf);
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
 * <p>Paper: Yoshida &amp; Miyato, "Spectral Norm Regularization for Improving the Generalizability of Deep Learning",
 * 2017.
 */
public final class SpectralNormPenalty extends WeightPenalty<SpectralNormPenalty> {

    private static final long serialVersionUID = 1;

    private static final ThreadLocal<WeightPass<SpectralNormPenalty, List<LargestSingularValue>>> DECOMPOSED =
            ThreadLocal.withInitial(() -> new WeightPass<>(WeightVisit.UPDATE, SpectralNormPenalty::decomposedEach));

    private final ISchedule coefficient;
    private final int iterations;

    /**
     * Creates a penalty with 20 iterations.
     *
     * @param coefficient finite and at least 0; 0.01 in the paper
     * @throws IllegalArgumentException if coefficient is outside its range
     */
    public SpectralNormPenalty(double coefficient) {
        this(coefficient, LargestSingularValue.DEFAULT_ITERATIONS);
    }

    /**
     * Creates a penalty.
     *
     * @param coefficient finite and at least 0; 0.01 in the paper
     * @param iterations of a round, at least 1
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public SpectralNormPenalty(double coefficient, int iterations) {
        this(new FixedSchedule(coefficient), iterations);
    }

    /**
     * Creates a penalty with a scheduled coefficient.
     *
     * @param coefficient values, finite and at least 0; each is checked when it is used
     * @param iterations of a round, at least 1
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
    INDArray terms(INDArray parameter, Units units) {
        return terms(List.of(parameter), Collections.singletonList(units)).get(0);
    }

    @Override
    List<INDArray> terms(List<INDArray> parameters, List<Units> units) {
        return decomposed(parameters, units).stream()
                .map(each -> each.stream().map(LargestSingularValue::array).toArray(INDArray[]::new))
                .map(values -> Nd4j.concat(0, values))
                .collect(Collectors.toList());
    }

    @Override
    double value(double[] terms, INDArray parameter, Units units, int iteration, int epoch) {
        double squares = 0;
        for (double largest : terms) {
            squares += largest * largest;
        }
        return strength(iteration, epoch) / 2 * squares;
    }

    /** Returns the decompositions of all matrices of each parameter, in step with each other. */
    private List<List<LargestSingularValue>> decomposed(List<INDArray> parameters, List<Units> units) {
        List<INDArray> matrices = new ArrayList<>();
        int[] ends = new int[parameters.size()];
        for (int i = 0; i < ends.length; i++) {
            matrices.addAll(List.of(units.get(i).matrices(parameters.get(i))));
            ends[i] = matrices.size();
        }
        List<LargestSingularValue> values = LargestSingularValue.of(matrices, iterations);
        List<List<LargestSingularValue>> each = new ArrayList<>();
        for (int i = 0; i < ends.length; i++) {
            each.add(values.subList(i == 0 ? 0 : ends[i - 1], ends[i]));
        }
        return each;
    }

    /**
     * Returns the decompositions of all weights that one update visits. Penalties may differ in their iterations. DL4J
     * opens a workspace per block of weights, so that the results must be outside of it.
     */
    private static List<List<LargestSingularValue>> decomposedEach(
            List<VisitedWeight<SpectralNormPenalty>> weights, List<INDArray> parameters) {
        List<List<LargestSingularValue>> each = new ArrayList<>();
        int from = 0;
        while (from < weights.size()) {
            SpectralNormPenalty penalty = weights.get(from).owner;
            int to = from;
            List<Units> units = new ArrayList<>();
            while (to < weights.size() && weights.get(to).owner.equals(penalty)) {
                units.add(weights.get(to++).units);
            }
            for (List<LargestSingularValue> values : penalty.decomposed(parameters.subList(from, to), units)) {
                each.add(values.stream().map(LargestSingularValue::detached).collect(Collectors.toList()));
            }
            from = to;
        }
        return each;
    }

    @Override
    void addGradient(INDArray parameter, INDArray gradient, Units units, int iteration, int epoch) {
        double strength = strength(iteration, epoch);
        if (strength == 0) {
            return;
        }
        List<LargestSingularValue> values = DECOMPOSED.get().of(new VisitedWeight<>(this, parameter, units), parameter);
        INDArray[] gradients = units.matrices(gradient);
        for (int i = 0; i < gradients.length; i++) {
            LargestSingularValue largest = values.get(i);
            if (!largest.isZero()) {
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
