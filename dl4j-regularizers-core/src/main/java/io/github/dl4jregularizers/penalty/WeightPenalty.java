package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.ParameterShape;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.internal.dl4j.WeightVisit;
import io.github.dl4jregularizers.internal.weights.VisitedWeight;
import io.github.dl4jregularizers.internal.weights.WeightPass;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;

/**
 * A penalty on the weights of a network, installed in its built configuration.
 *
 * <p>By default it acts on every weight. {@link #only} and {@link #exclude} select weights by layer and parameter.
 * Penalties of different classes add up. A penalty replaces an earlier one of its class on the selected weights, and
 * leaves it on all others. {@link #stacked} keeps both. {@link #perLayer} sets one per layer.
 *
 * <p>Penalties are no {@code Regularization}: DL4J registers a global one twice, and on LayerNorm's gain and PReLU's
 * slope. In half-precision networks the penalty computes in single precision.
 *
 * @param <P> the penalty's own class
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
public abstract class WeightPenalty<P extends WeightPenalty<P>> implements ConfigurationChange, Serializable {

    private static final long serialVersionUID = 1;

    private static final ThreadLocal<WeightPass<WeightPenalty<?>, double[]>> TERMS =
            ThreadLocal.withInitial(() -> new WeightPass<>(WeightVisit.SCORE, WeightPenalty::readTerms));

    /** Null in a penalty from JSON or Java serialization, which acts everywhere. */
    private final transient Placement placement;

    WeightPenalty(Placement placement) {
        this.placement = placement;
    }

    final Placement placement() {
        return placement == null ? Placement.EVERYWHERE : placement;
    }

    /** Copies the penalty with another placement. */
    abstract P placed(Placement other);

    /** Returns the penalty of some weights of one layer. */
    WeightPenalty<P> within(LayerNode node, Map<String, ParameterShape> weights) {
        return this;
    }

    /** Tests whether the penalty is always 0. */
    abstract boolean isNever();

    /**
     * Returns the numbers that the penalty of a parameter is made of, as a vector on the device. The parameter is flat
     * or in DL4J's shape. Units are null if the penalty is elementwise.
     */
    abstract INDArray terms(INDArray parameter, Units units);

    /** Returns the terms of several parameters, each with its units. */
    List<INDArray> terms(List<INDArray> parameters, List<Units> units) {
        return IntStream.range(0, parameters.size())
                .mapToObj(i -> terms(parameters.get(i), units.get(i)))
                .collect(Collectors.toList());
    }

    /** Returns the penalty from its terms. */
    abstract double value(double[] terms, INDArray parameter, Units units, int iteration, int epoch);

    /** Returns the penalty of a parameter. */
    final double value(INDArray parameter, Units units, int iteration, int epoch) {
        double[] terms = TERMS.get().of(new VisitedWeight<>(this, parameter, units), parameter);
        return value(terms, parameter, units, iteration, epoch);
    }

    /** Reads the terms of all weights together. */
    private static List<double[]> readTerms(List<VisitedWeight<WeightPenalty<?>>> weights, List<INDArray> parameters) {
        INDArray[] terms = new INDArray[weights.size()];
        List<WeightPenalty<?>> penalties =
                weights.stream().map(weight -> weight.owner).distinct().collect(Collectors.toList());
        for (WeightPenalty<?> penalty : penalties) {
            List<Integer> its = IntStream.range(0, terms.length)
                    .filter(i -> weights.get(i).owner.equals(penalty))
                    .boxed()
                    .collect(Collectors.toList());
            List<INDArray> computed = penalty.terms(
                    its.stream().map(parameters::get).collect(Collectors.toList()),
                    its.stream().map(i -> weights.get(i).units).collect(Collectors.toList()));
            for (int i = 0; i < its.size(); i++) {
                terms[its.get(i)] = computed.get(i);
            }
        }
        double[] numbers = Backend.current().transfer().doubles(terms.length == 1 ? terms[0] : Nd4j.concat(0, terms));
        List<double[]> values = new ArrayList<>();
        int from = 0;
        for (INDArray term : terms) {
            int to = from + (int) term.length();
            values.add(Arrays.copyOfRange(numbers, from, to));
            from = to;
        }
        return values;
    }

    /** Adds the gradient of the penalty. */
    abstract void addGradient(INDArray parameter, INDArray gradient, Units units, int iteration, int epoch);

    /** Tests whether the penalty is elementwise. */
    boolean isElementwise() {
        return false;
    }

    /** Tests whether the penalty is a proximal step after the update. */
    boolean isProximal() {
        return false;
    }

    /** For proximal penalties: changes a step, which DL4J subtracts from the parameter. */
    void shrink(INDArray parameter, INDArray step, Units units, double learningRate, int iteration, int epoch) {
        throw new UnsupportedOperationException(this + " is part of the loss");
    }

    /** Adds factor times a product of matrices to a matrix, without an array for the product. */
    static void addProduct(INDArray left, INDArray right, double factor, INDArray sum) {
        if (sum.ordering() == 'f') {
            Nd4j.gemm(left, right, sum, false, false, factor, 1);
        } else {
            Nd4j.gemm(right.transpose(), left.transpose(), sum.transpose(), false, false, factor, 1);
        }
    }

    /** Proximal penalties act last in a step, elementwise ones before those of units. */
    final int position() {
        if (!isProximal()) {
            return 0;
        }
        return isElementwise() ? 1 : 2;
    }

    /** Tests whether this penalty replaces a regularization of DL4J's. */
    boolean replaces(Regularization regularization) {
        return false;
    }

    /**
     * Returns the penalty without the excluded weights. Calls add up.
     *
     * @param exclusion receives the layer's name ({@code layer0} and so on by default) and the parameter's name with
     *     the prefix of containers: {@code ("lstm", "fRW")}
     * @return a new penalty
     * @throws IllegalArgumentException if exclusion is missing
     */
    public final P exclude(BiPredicate<String, String> exclusion) {
        return placed(
                placement().only(Arguments.required("exclusion", exclusion).negate()));
    }

    /**
     * Returns the penalty on the selected weights only. A weight must pass every selection.
     *
     * @param selection receives the layer's name ({@code layer0} and so on by default) and the parameter's name with
     *     the prefix of containers: {@code ("lstm", "fRW")}
     * @return a new penalty
     * @throws IllegalArgumentException if selection is missing
     */
    public final P only(BiPredicate<String, String> selection) {
        return placed(placement().only(Arguments.required("selection", selection)));
    }

    /**
     * Returns a penalty that is added to an earlier one of its class instead of replacing it.
     *
     * @return a new penalty
     */
    public final P stacked() {
        return placed(placement().stacked());
    }

    /**
     * Assigns penalties by layer name. Other layers do not change.
     *
     * @param penalties layer name ({@code layer0} and so on by default) and its penalty; a container's name covers the
     *     layers inside it
     * @return the change of a configuration, which refuses a network without one of the names
     * @throws IllegalArgumentException if the map, a name or a penalty is missing
     */
    public static ConfigurationChange perLayer(Map<String, ? extends WeightPenalty<?>> penalties) {
        return LayerPenalties.of(penalties);
    }

    @Override
    public final MultiLayerConfiguration applyTo(MultiLayerConfiguration conf) {
        return new PenaltyInstaller(this).installIn(conf);
    }

    @Override
    public final ComputationGraphConfiguration applyTo(ComputationGraphConfiguration conf) {
        return new PenaltyInstaller(this).installIn(conf);
    }
}
