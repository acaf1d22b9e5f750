package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import java.util.Objects;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossFMeasure;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Flooding: keeps the training loss near a level by gradient ascent where the batch loss is below it.
 *
 * <p>Formula: |J - b| + b, for the mean J of the loss over the rows of the batch and level b. Below b, the gradient
 * changes its sign. In DL4J's convention of sums, a batch of N rows with sum S below b N has the score 2 b N - S. The
 * score of each row is then 2 b minus its loss.
 *
 * <p>Rows: every example, time step and position of an image is a row; b is a level per row. Masked rows count neither
 * in S nor in N. A row with a mask per output counts as its largest factor. With {@code ParallelWrapper}, a batch is
 * the part of one worker. A graph with several outputs has one level per output.
 *
 * <p>Shapes, masks and activations: those of the loss inside. {@code LossFMeasure} is refused: it is not a sum over
 * rows. Paper: Ishida et al., "Do We Need Zero Training Loss After Achieving Zero Training Error?", ICML 2020.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public final class FloodedLoss implements ILossFunction {

    private final double level;
    private final ILossFunction loss;

    /**
     * Floods a loss.
     *
     * @param level b, loss per row; finite and at least 0, such as 0.02 to 0.2
     * @param loss the loss inside
     * @throws IllegalArgumentException if level is outside its range, or loss is null or not a sum over rows
     */
    @JsonCreator
    public FloodedLoss(@JsonProperty("level") double level, @JsonProperty("loss") ILossFunction loss) {
        this.level = Arguments.nonNegative("level", level);
        this.loss = Arguments.required("loss", loss);
        if (loss instanceof LossFMeasure) {
            throw Arguments.invalid("loss", "a sum over rows", loss);
        }
    }

    /**
     * Returns the loss that is flooded.
     *
     * @return as given
     */
    public ILossFunction loss() {
        return loss;
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray output, IActivation activation, INDArray mask, boolean average) {
        return flooded(loss.computeScore(labels, output, activation, mask, false), output, mask, average);
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray output, IActivation activation, INDArray mask) {
        boolean below = isBelow(loss.computeScore(labels, output, activation, mask, false), output, mask);
        INDArray scores = loss.computeScoreArray(labels, output, activation, mask);
        return below
                ? weights(output, mask).castTo(scores.dataType()).mul(2 * level).subi(scores)
                : scores;
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray output, IActivation activation, INDArray mask) {
        if (Backend.current().transfer().isLocal()) {
            return computeGradientAndScore(labels, output, activation, mask, false)
                    .getSecond();
        }
        INDArray sum = loss.computeScoreArray(labels, output, activation, mask)
                .castTo(DataType.DOUBLE)
                .sum();
        INDArray isBelow = sum.lt(weights(output, mask).sum().muli(level)).castTo(DataType.DOUBLE);
        INDArray gradient = loss.computeGradient(labels, output, activation, mask);
        return gradient.mul(isBelow.muli(-2).addi(1).castTo(gradient.dataType()));
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray output, IActivation activation, INDArray mask, boolean average) {
        Pair<Double, INDArray> dry = loss.computeGradientAndScore(labels, output, activation, mask, false);
        INDArray gradient = dry.getSecond();
        return Pair.of(
                flooded(dry.getFirst(), output, mask, average),
                isBelow(dry.getFirst(), output, mask) ? gradient.neg() : gradient);
    }

    private boolean isBelow(double sum, INDArray output, INDArray mask) {
        return sum < level * rows(output, mask);
    }

    private double flooded(double sum, INDArray output, INDArray mask, boolean average) {
        double score = isBelow(sum, output, mask) ? 2 * level * rows(output, mask) - sum : sum;
        return average ? score / output.size(0) : score;
    }

    private static double rows(INDArray output, INDArray mask) {
        return mask == null ? output.size(0) : weights(output, mask).sumNumber().doubleValue();
    }

    /** Returns the weight of each row, [rows, 1]. */
    private static INDArray weights(INDArray output, INDArray mask) {
        return mask == null
                ? Nd4j.ones(DataType.DOUBLE, output.size(0), 1)
                : mask.castTo(DataType.DOUBLE).max(true, 1);
    }

    @Override
    public String name() {
        return toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloodedLoss
                && level == ((FloodedLoss) other).level
                && loss.equals(((FloodedLoss) other).loss);
    }

    @Override
    public int hashCode() {
        return Objects.hash(level, loss);
    }

    @Override
    public String toString() {
        return "FloodedLoss(" + level + ", " + loss + ")";
    }
}
