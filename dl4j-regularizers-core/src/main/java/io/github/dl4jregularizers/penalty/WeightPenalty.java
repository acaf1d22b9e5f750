package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.Units;
import java.io.Serializable;
import java.util.function.BiPredicate;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonSubTypes;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;

/**
 * A penalty on weights, installed in a built configuration. It is no {@code Regularization}: in the global configuration
 * DL4J would register that twice, and on LayerNorm's gain and PReLU's slope too.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@class")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ElasticNet.class, name = "ElasticNet"),
    @JsonSubTypes.Type(value = GroupLasso.class, name = "GroupLasso"),
    @JsonSubTypes.Type(value = SoftOrthogonality.class, name = "SoftOrthogonality"),
    @JsonSubTypes.Type(value = SpectralNormPenalty.class, name = "SpectralNormPenalty")
})
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
abstract class WeightPenalty<P extends WeightPenalty<P>> implements ConfigurationChange, Serializable {

    private static final long serialVersionUID = 1;

    static final BiPredicate<String, String> NOTHING = (layer, parameter) -> false;

    /** Decides what is installed; what is installed does not have it. */
    private final transient BiPredicate<String, String> excluded;

    WeightPenalty(BiPredicate<String, String> excluded) {
        this.excluded = excluded;
    }

    final BiPredicate<String, String> excluded() {
        return excluded;
    }

    /** The same penalty with other exclusions. */
    abstract P excluding(BiPredicate<String, String> exclusions);

    /** Whether it is 0 at all times. */
    abstract boolean isNever();

    /** The penalty of a parameter, flat or in DL4J's shape; no units are given if it is elementwise. */
    abstract double value(INDArray parameter, Units units, int iteration, int epoch);

    /** Adds the gradient of the penalty. */
    abstract void addGradient(INDArray parameter, INDArray gradient, Units units, int iteration, int epoch);

    /** Whether each number is penalised by itself. */
    boolean isElementwise() {
        return false;
    }

    /** Whether it is applied to where the step leads, and not part of the loss. */
    boolean isProximal() {
        return false;
    }

    /** For proximal penalties: changes a step, which DL4J will subtract from the parameter. */
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

    /** Proximal penalties come after all that changes the step, and elementwise ones before those of whole units. */
    final int position() {
        if (!isProximal()) {
            return 0;
        }
        return isElementwise() ? 1 : 2;
    }

    /** Whether a regularization of DL4J's is the same penalty and so has to go. */
    boolean replaces(Regularization regularization) {
        return false;
    }

    /**
     * The same penalty without some weights, besides all that is no weight and is never penalised. Calls add up.
     *
     * @param exclusion is given the layer's name, which is {@code layer0} and so on if the user gave none, and the
     *     parameter's name in it, with the prefix of containers: {@code ("lstm", "fRW")}
     * @return a new penalty
     * @throws IllegalArgumentException if exclusion is missing
     */
    public final P exclude(BiPredicate<String, String> exclusion) {
        return excluding(excluded.or(Arguments.required("exclusion", exclusion)));
    }

    @Override
    public final MultiLayerConfiguration applyTo(MultiLayerConfiguration conf) {
        return new PenaltyInstaller(excluding(NOTHING), excluded).installIn(conf);
    }

    @Override
    public final ComputationGraphConfiguration applyTo(ComputationGraphConfiguration conf) {
        return new PenaltyInstaller(excluding(NOTHING), excluded).installIn(conf);
    }
}
