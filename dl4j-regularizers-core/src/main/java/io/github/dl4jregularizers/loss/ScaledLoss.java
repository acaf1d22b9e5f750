package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Multiplies a loss by a constant: the weight of one task in a network with several outputs.
 *
 * <p>Formula: c L. {@link UncertaintyWeightedLoss} learns the weights instead.
 *
 * <p>Shapes, masks, activations and errors: those of the loss inside.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public final class ScaledLoss implements ILossFunction {

    private final double factor;
    private final ILossFunction loss;

    /**
     * Scales a loss.
     *
     * @param factor c, finite and at least 0
     * @param loss the loss inside
     * @throws IllegalArgumentException if factor is outside its range, or loss null
     */
    @JsonCreator
    public ScaledLoss(@JsonProperty("factor") double factor, @JsonProperty("loss") ILossFunction loss) {
        this.factor = Arguments.nonNegative("factor", factor);
        this.loss = Arguments.required("loss", loss);
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        return factor * loss.computeScore(labels, preOutput, activation, mask, average);
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        return loss.computeScoreArray(labels, preOutput, activation, mask).mul(factor);
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        return loss.computeGradient(labels, preOutput, activation, mask).mul(factor);
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        Pair<Double, INDArray> both = loss.computeGradientAndScore(labels, preOutput, activation, mask, average);
        return Pair.of(factor * both.getFirst(), both.getSecond().mul(factor));
    }

    @Override
    public String name() {
        return toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScaledLoss
                && factor == ((ScaledLoss) other).factor
                && loss.equals(((ScaledLoss) other).loss);
    }

    @Override
    public int hashCode() {
        return Objects.hash(factor, loss);
    }

    @Override
    public String toString() {
        return "ScaledLoss(" + factor + ", " + loss + ")";
    }
}
