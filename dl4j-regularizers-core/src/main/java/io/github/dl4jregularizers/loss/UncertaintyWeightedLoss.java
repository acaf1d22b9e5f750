package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import java.util.Objects;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Weights the loss of one task by a learned uncertainty, in a network with several tasks.
 *
 * <p>Formula per row, with the log variance s of the task: c exp(-s) L + s / 2; c is 1 for {@link #classification} and
 * 1/2 for {@link #regression}. The gradient with respect to s is exact, so that the updater learns it.
 *
 * <p>Shapes: outputs [rows, n + 1], the n pre-activations of the task followed by s; labels and masks [rows, n] as the
 * loss inside takes them. The layer has the activation identity; the loss inside gets its own. In a {@code
 * ComputationGraph}, s is the bias of a dense layer behind a {@code ScaleVertex} of 0, merged with the pre-activations
 * (see the page on several tasks). A masked row adds nothing, so s counts the rows with labels.
 *
 * <p>Errors: {@code IllegalArgumentException} at first use for another activation.
 *
 * <p>Paper: Kendall, Gal and Cipolla, "Multi-Task Learning Using Uncertainty to Weigh Losses for Scene Geometry and
 * Semantics", CVPR 2018.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public final class UncertaintyWeightedLoss implements ILossFunction {

    private final double factor;
    private final ILossFunction loss;
    private final IActivation activation;

    @JsonCreator
    UncertaintyWeightedLoss(
            @JsonProperty("factor") double factor,
            @JsonProperty("loss") ILossFunction loss,
            @JsonProperty("activation") IActivation activation) {
        this.factor = factor;
        this.loss = Arguments.required("loss", loss);
        this.activation = activation;
    }

    /**
     * Weights a loss of classes.
     *
     * @param loss of a softmax, such as {@link LabelSmoothingLoss}
     * @return the loss, with c = 1
     * @throws IllegalArgumentException if loss is missing
     */
    public static UncertaintyWeightedLoss classification(ILossFunction loss) {
        return new UncertaintyWeightedLoss(1, loss, Activation.SOFTMAX.getActivationFunction());
    }

    /**
     * Weights a loss of numbers.
     *
     * @param loss of an output without activation, such as DL4J's {@code LossMSE}
     * @return the loss, with c = 1/2
     * @throws IllegalArgumentException if loss is missing
     */
    public static UncertaintyWeightedLoss regression(ILossFunction loss) {
        return new UncertaintyWeightedLoss(0.5, loss, Activation.IDENTITY.getActivationFunction());
    }

    private static INDArray task(INDArray preOutput) {
        return preOutput
                .get(NDArrayIndex.all(), NDArrayIndex.interval(0, preOutput.size(1) - 1))
                .dup();
    }

    private static INDArray logVariance(INDArray preOutput) {
        long last = preOutput.size(1) - 1;
        return preOutput
                .get(NDArrayIndex.all(), NDArrayIndex.interval(last, last + 1))
                .dup();
    }

    private void check(INDArray preOutput, IActivation outer) {
        if (!(outer instanceof ActivationIdentity)) {
            throw Arguments.invalid("activation of a layer with " + this, "identity", outer);
        }
        if (preOutput.rank() != 2 || preOutput.size(1) < 2) {
            throw Arguments.invalid(
                    "output under " + this,
                    "[rows, n + 1], pre-activations and log variance",
                    Arrays.toString(preOutput.shape()));
        }
    }

    /** Returns c exp(-s), [rows, 1]. */
    private INDArray weights(INDArray preOutput) {
        return Transforms.exp(logVariance(preOutput).negi(), false).muli(factor);
    }

    /** Returns 1 for rows with labels and 0 for masked ones, [rows, 1]. */
    private static INDArray present(INDArray preOutput, INDArray mask) {
        return mask == null
                ? Nd4j.ones(preOutput.dataType(), preOutput.size(0), 1)
                : mask.max(true, 1).neq(0).castTo(preOutput.dataType());
    }

    @Override
    public double computeScore(INDArray labels, INDArray preOutput, IActivation outer, INDArray mask, boolean average) {
        double sum =
                computeScoreArray(labels, preOutput, outer, mask).sumNumber().doubleValue();
        return average ? sum / preOutput.size(0) : sum;
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation outer, INDArray mask) {
        check(preOutput, outer);
        INDArray losses = loss.computeScoreArray(labels, task(preOutput), activation, mask);
        INDArray half = logVariance(preOutput).muli(present(preOutput, mask)).muli(0.5);
        return losses.castTo(preOutput.dataType())
                .reshape(preOutput.size(0), 1)
                .mul(weights(preOutput))
                .addi(half);
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation outer, INDArray mask) {
        check(preOutput, outer);
        INDArray weights = weights(preOutput);
        INDArray losses = loss.computeScoreArray(labels, task(preOutput), activation, mask)
                .castTo(preOutput.dataType())
                .reshape(preOutput.size(0), 1);
        INDArray ofTask =
                loss.computeGradient(labels, task(preOutput), activation, mask).mulColumnVector(weights);
        INDArray ofLogVariance = present(preOutput, mask).muli(0.5).subi(losses.mul(weights));
        return Nd4j.concat(1, ofTask.castTo(preOutput.dataType()), ofLogVariance);
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation outer, INDArray mask, boolean average) {
        return Pair.of(
                computeScore(labels, preOutput, outer, mask, average), computeGradient(labels, preOutput, outer, mask));
    }

    @Override
    public String name() {
        return toString();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof UncertaintyWeightedLoss)) {
            return false;
        }
        UncertaintyWeightedLoss that = (UncertaintyWeightedLoss) other;
        return factor == that.factor && loss.equals(that.loss) && activation.equals(that.activation);
    }

    @Override
    public int hashCode() {
        return Objects.hash(factor, loss, activation);
    }

    @Override
    public String toString() {
        return "UncertaintyWeightedLoss(" + (factor == 1 ? "classification" : "regression") + ", " + loss + ")";
    }
}
