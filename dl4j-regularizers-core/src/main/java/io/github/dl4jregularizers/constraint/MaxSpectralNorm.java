package io.github.dl4jregularizers.constraint;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.internal.dl4j.NeedsInput;
import io.github.dl4jregularizers.internal.dl4j.RunningConfiguration;
import io.github.dl4jregularizers.internal.dl4j.WeightVisit;
import io.github.dl4jregularizers.internal.weights.LargestSingularValue;
import io.github.dl4jregularizers.internal.weights.LayerOperator;
import io.github.dl4jregularizers.internal.weights.LinearOperator;
import io.github.dl4jregularizers.internal.weights.SinglePrecision;
import io.github.dl4jregularizers.internal.weights.VisitedWeight;
import io.github.dl4jregularizers.internal.weights.WeightPass;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Limits the largest singular value of a layer's weights: scales weights above the limit back to it.
 *
 * <p>Formula: W min(1, c / sigma). Two values sigma are available by name:
 *
 * <ul>
 *   <li>{@link #MaxSpectralNorm(double) of the matrix}: W as a matrix [outputs, rest]. Filters of a convolution are its
 *       rows, and all gates of an LSTM share one matrix. Each channel of a depthwise convolution and each place of a
 *       locally connected layer has its own matrix. For a dense layer sigma bounds ||W x|| / ||x||. For a convolution
 *       it bounds the response to one patch; the whole map may be stretched by up to sqrt(kernel height x kernel width)
 *       sigma.
 *   <li>{@link #ofOperator of the operator}: for convolutions, the linear map between whole feature maps, with the
 *       layer's stride, padding, dilation and input size. Here sigma bounds ||conv(x)|| / ||x|| for every input x of
 *       that size, which is that of the last batch. Other layers use the matrix.
 * </ul>
 *
 * <p>sigma is computed by Lanczos bidiagonalization from a seeded random vector, up to a relative residual of 1e-4; it
 * is at most the exact value. Default: 20 iterations per round. An iteration costs two products with the matrix, or one
 * forward and one backward pass of the layer with one example.
 *
 * <p>Use: {@code .constrainWeights(new MaxSpectralNorm(1))} on a layer or on the network. Biases, gains and slopes stay
 * as they are. Foreign layers whose weights are neither matrices nor described are refused at the first update. Papers:
 * Gouk et al., "Regularisation of Neural Networks by Enforcing Lipschitz Continuity", 2021; Sedghi et al., "The
 * Singular Values of Convolutional Layers", ICLR 2019; Miyato et al., "Spectral Normalization for Generative
 * Adversarial Networks", ICLR 2018, for the matrix.
 */
public final class MaxSpectralNorm extends WeightConstraint implements NeedsInput {

    private static final long serialVersionUID = 1;

    private static final ThreadLocal<WeightPass<ConstrainedLayer, INDArray[]>> FACTORS =
            ThreadLocal.withInitial(() -> new WeightPass<>(WeightVisit.CONSTRAINTS, MaxSpectralNorm::factors));

    private final double maximum;
    private final int iterations;
    private final boolean operator;

    /**
     * Limits the singular values of matrices, with 20 iterations.
     *
     * @param maximum c: the largest allowed singular value, finite and above 0
     * @throws IllegalArgumentException if maximum is outside its range
     */
    public MaxSpectralNorm(double maximum) {
        this(maximum, LargestSingularValue.DEFAULT_ITERATIONS);
    }

    /**
     * Limits the singular values of matrices.
     *
     * @param maximum c: the largest allowed singular value, finite and above 0
     * @param iterations of a round, at least 1
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public MaxSpectralNorm(double maximum, int iterations) {
        this(maximum, iterations, false);
    }

    @JsonCreator
    private MaxSpectralNorm(
            @JsonProperty("maximum") double maximum,
            @JsonProperty("iterations") int iterations,
            @JsonProperty("operator") boolean operator) {
        this.maximum = Arguments.positive("maximum", maximum);
        this.iterations = Arguments.atLeast("iterations", iterations, 1);
        this.operator = operator;
    }

    /**
     * Limits the singular values of convolutions as operators between feature maps, and of other layers' matrices.
     *
     * @param maximum c: the largest allowed singular value, finite and above 0
     * @return a constraint with 20 iterations
     * @throws IllegalArgumentException if maximum is outside its range
     */
    public static MaxSpectralNorm ofOperator(double maximum) {
        return new MaxSpectralNorm(maximum, LargestSingularValue.DEFAULT_ITERATIONS, true);
    }

    @Override
    void project(INDArray weight, INDArray parameter, Units units, Layer layer) {
        VisitedWeight<ConstrainedLayer> place =
                new VisitedWeight<>(new ConstrainedLayer(this, layer), parameter, units);
        INDArray[] factors = isFirstOf(layer)
                ? FACTORS.get().of(place, parameter)
                : factors(List.of(place), List.of(parameter)).get(0);
        if (isOfOperator(layer)) {
            weight.muli(factors[0]);
            return;
        }
        INDArray[] matrices = units.matrices(weight);
        for (int i = 0; i < matrices.length; i++) {
            matrices[i].muli(factors[i]);
        }
        units.write(matrices, weight);
    }

    /** An earlier constraint of the layer changes the weights when other layers have had their turn. */
    private boolean isFirstOf(Layer layer) {
        return RunningConfiguration.of(layer).getConstraints().indexOf(this) == 0;
    }

    private boolean isOfOperator(Layer layer) {
        return operator && RunningConfiguration.of(layer) instanceof ConvolutionLayer;
    }

    private List<LinearOperator> operators(Layer layer, INDArray parameter, Units units) {
        return isOfOperator(layer)
                ? List.of(convolution(layer))
                : Stream.of(units.matrices(SinglePrecision.of(parameter)))
                        .map(LinearOperator::of)
                        .collect(Collectors.toList());
    }

    /** Returns the factors of the matrices of each weight, on the device, in step with each other. */
    private static List<INDArray[]> factors(List<VisitedWeight<ConstrainedLayer>> weights, List<INDArray> parameters) {
        List<LinearOperator> all = new ArrayList<>();
        List<MaxSpectralNorm> constraints = new ArrayList<>();
        int[] ends = new int[weights.size()];
        for (int i = 0; i < ends.length; i++) {
            MaxSpectralNorm constraint = weights.get(i).owner.constraint;
            all.addAll(constraint.operators(weights.get(i).owner.layer(), parameters.get(i), weights.get(i).units));
            constraints.addAll(Collections.nCopies(all.size() - constraints.size(), constraint));
            ends[i] = all.size();
        }
        List<LargestSingularValue> values = LargestSingularValue.of(
                all, constraints.stream().mapToInt(one -> one.iterations).toArray());
        INDArray[] factors = IntStream.range(0, all.size())
                .mapToObj(i -> Transforms.min(values.get(i).array().rdiv(constraints.get(i).maximum), 1, false))
                .toArray(INDArray[]::new);
        return IntStream.range(0, ends.length)
                .mapToObj(i -> Arrays.copyOfRange(factors, i == 0 ? 0 : ends[i - 1], ends[i]))
                .collect(Collectors.toList());
    }

    /** The norm is convex: an average of weights within the limit is within the limit. */
    @Override
    public boolean needsInput() {
        return operator;
    }

    private static LinearOperator convolution(Layer layer) {
        if (layer.input() == null) {
            throw new IllegalStateException(
                    "Layer " + RunningConfiguration.of(layer).getLayerName()
                            + " has no input: MaxSpectralNorm.ofOperator needs the size of its feature maps,"
                            + " which fit(..) sets");
        }
        long[] inputShape = layer.input().shape().clone();
        inputShape[0] = 1;
        return LayerOperator.of(RunningConfiguration.withNetwork(layer), layer.paramTable(), inputShape);
    }

    @Override
    public MaxSpectralNorm clone() {
        return withSameParams(new MaxSpectralNorm(maximum, iterations, operator));
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && maximum == ((MaxSpectralNorm) other).maximum
                && iterations == ((MaxSpectralNorm) other).iterations
                && operator == ((MaxSpectralNorm) other).operator;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), maximum, iterations, operator);
    }

    @Override
    public String toString() {
        return "MaxSpectralNorm(" + maximum + (operator ? " of the operator, " : " of the matrix, ") + iterations
                + " iterations)";
    }

    /** A layer and the constraint on its weights. Does not keep the network alive. */
    private static final class ConstrainedLayer {

        private final MaxSpectralNorm constraint;
        private final WeakReference<Layer> layer;

        ConstrainedLayer(MaxSpectralNorm constraint, Layer layer) {
            this.constraint = constraint;
            this.layer = new WeakReference<>(layer);
        }

        Layer layer() {
            return layer.get();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ConstrainedLayer
                    && constraint == ((ConstrainedLayer) other).constraint
                    && layer() == ((ConstrainedLayer) other).layer();
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(constraint);
        }
    }
}
