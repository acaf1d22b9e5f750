package io.github.dl4jregularizers.contract;

import java.util.Arrays;
import java.util.Objects;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** Cross entropy of a softmax with one deliberate fault, independent of the library's. */
@JsonAutoDetect(fieldVisibility = Visibility.ANY)
final class FaultyLoss implements ILossFunction {

    /** The kind of fault. */
    enum Fault {
        NONE,
        GRADIENT_OF_WRONG_SIGN,
        MASK_IGNORED,
        UNSTABLE,
        OUTPUT_CHANGED,
        AVERAGE_IGNORED,
        SHAPES_UNCHECKED,
        NO_EQUALS
    }

    private final double weight;
    private final Fault fault;

    @JsonCreator
    FaultyLoss(@JsonProperty("weight") double weight, @JsonProperty("fault") Fault fault) {
        if (!(weight > 0)) {
            throw new IllegalArgumentException("weight must be > 0, but was " + weight);
        }
        this.weight = weight;
        this.fault = fault;
    }

    @Override
    public double computeScore(INDArray labels, INDArray z, IActivation activation, INDArray mask, boolean average) {
        double sum = computeScoreArray(labels, z, activation, mask).sumNumber().doubleValue();
        return average && fault != Fault.AVERAGE_IGNORED ? sum / z.size(0) : sum;
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray z, IActivation activation, INDArray mask) {
        check(labels, z, mask);
        INDArray typed = labels.castTo(z.dataType());
        INDArray scores = logSoftmax(z).mul(typed).sum(true, 1).muli(-weight);
        return masked(scores, mask);
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray z, IActivation activation, INDArray mask) {
        check(labels, z, mask);
        INDArray typed = labels.castTo(z.dataType());
        INDArray gradient = Transforms.exp(logSoftmax(z))
                .muliColumnVector(typed.sum(true, 1))
                .subi(typed)
                .muli(fault == Fault.GRADIENT_OF_WRONG_SIGN ? -weight : weight);
        if (fault == Fault.OUTPUT_CHANGED) {
            z.assign(0);
        }
        return masked(gradient, mask);
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray z, IActivation activation, INDArray mask, boolean average) {
        return Pair.of(
                computeScore(labels, z, activation, mask, average), computeGradient(labels, z, activation, mask));
    }

    private INDArray logSoftmax(INDArray z) {
        INDArray shifted = fault == Fault.UNSTABLE ? z : z.subColumnVector(z.max(true, 1));
        return shifted.subColumnVector(Transforms.log(Transforms.exp(shifted).sum(true, 1)));
    }

    private INDArray masked(INDArray rows, INDArray mask) {
        return mask == null || fault == Fault.MASK_IGNORED ? rows : rows.muliColumnVector(mask.castTo(rows.dataType()));
    }

    private void check(INDArray labels, INDArray z, INDArray mask) {
        if (fault == Fault.SHAPES_UNCHECKED) {
            return;
        }
        checkShape("labels", labels, z.shape());
        if (mask != null) {
            checkShape("mask", mask, z.size(0), 1);
        }
    }

    private static void checkShape(String name, INDArray array, long... expected) {
        if (!Arrays.equals(array.shape(), expected)) {
            throw new IllegalArgumentException(
                    name + " must be " + Arrays.toString(expected) + ", but was " + Arrays.toString(array.shape()));
        }
    }

    @Override
    public String name() {
        return "FaultyLoss";
    }

    @Override
    public boolean equals(Object other) {
        if (fault == Fault.NO_EQUALS || !(other instanceof FaultyLoss)) {
            return this == other;
        }
        return weight == ((FaultyLoss) other).weight && fault == ((FaultyLoss) other).fault;
    }

    @Override
    public int hashCode() {
        return fault == Fault.NO_EQUALS ? System.identityHashCode(this) : Objects.hash(weight, fault);
    }
}
