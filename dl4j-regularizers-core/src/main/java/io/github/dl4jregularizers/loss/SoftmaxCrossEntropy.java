package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import java.util.Objects;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce3.Dot;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossUtil;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;

/**
 * Cross entropy of a softmax against a target that a subclass makes of the labels.
 *
 * <p>Formula, for one row with logits z, target t, class weights w and mask m (each 1 if not given), and q_k = m w_k t_k:
 * L = -sum_k q_k log softmax(z)_k, and dL/dz_j = softmax(z)_j sum_k q_k - q_j. The log-softmax is computed directly from
 * the logits, so that no probability is clipped and logits of any size give finite scores, and once for score and
 * gradient in {@code computeGradientAndScore}.
 *
 * <p>Shapes: labels and logits [rows, classes], with at least two classes; DL4J's layers bring sequences and images into
 * this shape. Masks: [rows, 1]. A mask of single classes is refused: DL4J's output layers would set the masked logits to
 * 0, which changes the softmax of the others. DL4J's convention holds: the sum over all rows, divided by the number of
 * rows only where the caller asks for the average; DL4J's layers divide by the minibatch themselves.
 *
 * <p>Errors: an {@link IllegalArgumentException} at first use for an activation other than softmax, and for labels, masks
 * or class weights of the wrong shape; both shapes are named.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public abstract class SoftmaxCrossEntropy implements ILossFunction {

    private final double[] classWeights;

    /**
     * What every member of the family has.
     *
     * @param classWeights one weight per class, finite and at least 0; null for none
     * @throws IllegalArgumentException if a weight is outside its range
     */
    protected SoftmaxCrossEntropy(double[] classWeights) {
        this.classWeights = classWeights == null ? null : classWeights.clone();
        if (classWeights != null) {
            for (int k = 0; k < classWeights.length; k++) {
                Arguments.nonNegative("class weight " + k, classWeights[k]);
            }
        }
    }

    /**
     * The weights of a row vector, as a constructor argument for subclasses.
     *
     * @param classWeights shape [classes] or [1, classes]; null for none
     * @return the weights; null for none
     * @throws IllegalArgumentException if classWeights has another shape
     */
    protected static double[] weightsOf(INDArray classWeights) {
        if (classWeights == null) {
            return null;
        }
        if (!classWeights.isVector() || classWeights.isColumnVector() && classWeights.rank() > 1) {
            throw Arguments.invalid(
                    "classWeights", "a row vector, [classes]", "of shape " + Arrays.toString(classWeights.shape()));
        }
        return classWeights.toDoubleVector();
    }

    /**
     * What the prediction is compared with, before weights and mask.
     *
     * @param labels one row per example, of the logits' type; not to be changed
     * @return the targets, of the same shape: a new array, or labels itself
     */
    protected abstract INDArray targets(INDArray labels);

    @Override
    public final double computeScore(
            INDArray labels, INDArray logits, IActivation activation, INDArray mask, boolean average) {
        INDArray targets = weightedTargets(labels, logits, activation, mask);
        return score(targets, new Softmax(logits), average);
    }

    @Override
    public final INDArray computeScoreArray(INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
        INDArray targets = weightedTargets(labels, logits, activation, mask);
        return new Softmax(logits)
                .intoLogProbabilities()
                .muli(targets)
                .sum(true, 1)
                .negi();
    }

    @Override
    public final INDArray computeGradient(INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
        INDArray targets = weightedTargets(labels, logits, activation, mask);
        return gradient(targets, new Softmax(logits));
    }

    @Override
    public final Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray logits, IActivation activation, INDArray mask, boolean average) {
        INDArray targets = weightedTargets(labels, logits, activation, mask);
        Softmax softmax = new Softmax(logits);
        double score = score(targets, softmax, average);
        return Pair.of(score, gradient(targets, softmax));
    }

    private static double score(INDArray targets, Softmax softmax, boolean average) {
        double sum = -Nd4j.getExecutioner()
                .exec(new Dot(targets, softmax.intoLogProbabilities()))
                .getDouble(0);
        return average ? sum / targets.size(0) : sum;
    }

    private static INDArray gradient(INDArray targets, Softmax softmax) {
        return softmax.intoProbabilitiesTimes(targets.sum(true, 1)).subi(targets);
    }

    private INDArray weightedTargets(INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
        check(labels, logits, activation);
        INDArray given = labels.castTo(logits.dataType());
        INDArray targets = targets(given);
        if (classWeights == null && mask == null) {
            return targets;
        }
        INDArray weighted = targets == labels ? targets.dup() : targets;
        if (classWeights != null) {
            weighted.muliRowVector(weights(logits.size(1), logits.dataType()));
        }
        if (mask != null) {
            Arguments.shape("mask", mask.shape(), new long[] {logits.size(0), 1});
            LossUtil.applyMask(weighted, mask);
        }
        return weighted;
    }

    private void check(INDArray labels, INDArray logits, IActivation activation) {
        if (!(activation instanceof ActivationSoftmax)) {
            throw Arguments.invalid("activation of a layer with " + this, "softmax", activation);
        }
        if (logits.rank() != 2 || logits.size(1) < 2) {
            throw Arguments.invalid(
                    "output under " + this, "[rows, classes] with classes >= 2", Arrays.toString(logits.shape()));
        }
        Arguments.shape("labels", labels.shape(), logits.shape());
    }

    private INDArray weights(long classes, DataType type) {
        Arguments.shape("classWeights", new long[] {classWeights.length}, new long[] {classes});
        return Nd4j.createFromArray(classWeights).castTo(type);
    }

    /**
     * The class weights.
     *
     * @return a copy; null for none
     */
    public final double[] classWeights() {
        return classWeights == null ? null : classWeights.clone();
    }

    @Override
    public final String name() {
        return toString();
    }

    @Override
    public boolean equals(Object other) {
        return other != null
                && getClass() == other.getClass()
                && Arrays.equals(classWeights, ((SoftmaxCrossEntropy) other).classWeights);
    }

    @Override
    public int hashCode() {
        return Objects.hash(getClass(), Arrays.hashCode(classWeights));
    }
}
