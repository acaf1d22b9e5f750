package io.github.dl4jregularizers.constraint;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.Units;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Limits the norm of each unit's weights: scales a unit above the limit back to it and leaves the others as they are.
 *
 * <p>Formula, for the weights w of one output: w min(1, c / ||w||). A unit is a column of a dense or recurrent weight,
 * a filter of any convolution, or a word of an embedding. DL4J's {@code MaxNormConstraint} needs the dimensions,
 * shrinks every unit slightly, and is applied twice.
 *
 * <p>Use: {@code .constrainWeights(new MaxNorm(3))} on a layer or on the network. Biases, gains and slopes stay as they
 * are. Foreign layers whose weights are neither matrices nor described are refused at the first update. Paper:
 * Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 2014, section 5.1.
 */
public final class MaxNorm extends WeightConstraint {

    private static final long serialVersionUID = 1;

    private final double maximum;

    /**
     * Creates a constraint.
     *
     * @param maximum c: the largest norm of a unit's weights, finite and above 0; 3 or 4 in the paper
     * @throws IllegalArgumentException if maximum is outside its range
     */
    @JsonCreator
    public MaxNorm(@JsonProperty("maximum") double maximum) {
        this.maximum = Arguments.positive("maximum", maximum);
    }

    @Override
    void project(INDArray weight, INDArray parameter, Units units, Layer layer) {
        INDArray view = units.view(weight);
        view.muli(Transforms.min(units.norms(view).rdivi(maximum), 1, false));
    }

    @Override
    public MaxNorm clone() {
        return withSameParams(new MaxNorm(maximum));
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && maximum == ((MaxNorm) other).maximum;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), maximum);
    }

    @Override
    public String toString() {
        return "MaxNorm(" + maximum + ")";
    }
}
