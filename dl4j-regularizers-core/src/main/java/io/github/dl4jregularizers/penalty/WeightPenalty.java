package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.Units;
import java.io.Serializable;
import java.util.Map;
import java.util.function.BiPredicate;
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
 * Penalties of different classes add up. A penalty replaces an earlier one of its class on the weights that it selects,
 * and leaves the earlier one on all others; {@link #stacked} keeps both. {@link #perLayer} sets one per layer.
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

    /** Null in a penalty from JSON or Java serialization, which acts everywhere. */
    private final transient Placement placement;

    WeightPenalty(Placement placement) {
        this.placement = placement;
    }

    final Placement placement() {
        return placement == null ? Placement.EVERYWHERE : placement;
    }

    /** The same penalty with another placement. */
    abstract P placed(Placement other);

    /** Whether it is 0 at all times. */
    abstract boolean isNever();

    /** The penalty of a parameter, flat or in DL4J's shape. Units are null if it is elementwise. */
    abstract double value(INDArray parameter, Units units, int iteration, int epoch);

    /** Adds the gradient of the penalty. */
    abstract void addGradient(INDArray parameter, INDArray gradient, Units units, int iteration, int epoch);

    /** Whether each weight is penalized by itself. */
    boolean isElementwise() {
        return false;
    }

    /** Whether it is a proximal step after the update, and no part of the loss. */
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

    /** Proximal penalties follow everything that changes the step, and elementwise ones precede those of units. */
    final int position() {
        if (!isProximal()) {
            return 0;
        }
        return isElementwise() ? 1 : 2;
    }

    /** Whether this penalty replaces a regularization of DL4J's. */
    boolean replaces(Regularization regularization) {
        return false;
    }

    /**
     * The same penalty on all its weights but some. Calls add up.
     *
     * @param exclusion is given the layer's name ({@code layer0} and so on by default) and the parameter's name with the
     *     prefix of containers: {@code ("lstm", "fRW")}
     * @return a new penalty
     * @throws IllegalArgumentException if exclusion is missing
     */
    public final P exclude(BiPredicate<String, String> exclusion) {
        return placed(
                placement().only(Arguments.required("exclusion", exclusion).negate()));
    }

    /**
     * The same penalty on some of its weights. Calls add up: a weight must pass every selection.
     *
     * @param selection is given the layer's name ({@code layer0} and so on by default) and the parameter's name with the
     *     prefix of containers: {@code ("lstm", "fRW")}
     * @return a new penalty
     * @throws IllegalArgumentException if selection is missing
     */
    public final P only(BiPredicate<String, String> selection) {
        return placed(placement().only(Arguments.required("selection", selection)));
    }

    /**
     * The same penalty, added to an earlier one of its class on the same weights instead of replacing it.
     *
     * @return a new penalty
     */
    public final P stacked() {
        return placed(placement().stacked());
    }

    /**
     * Penalties by layer name: each acts on the weights of its layer only. Other layers stay as they are.
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
