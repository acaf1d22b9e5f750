package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import java.util.Objects;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Adds the Jensen-Shannon divergence between the predictions for three views of each example: the consistency loss of
 * AugMix.
 *
 * <p>Formula per example, with the probabilities p_1 of the clean image, p_2 and p_3 of two augmented ones, and their
 * mean m: L = loss(p_1, y) + w (KL(p_1 || m) + KL(p_2 || m) + KL(p_3 || m)) / 3. The score of a network is the mean
 * over examples. Computed from log-probabilities, without clipping.
 *
 * <p>Shapes: outputs [3N, classes]; labels [3N, classes + 1], whose last column marks views. {@code
 * augment.ConsistencyViews} makes such batches. With ordinary labels [rows, classes], the loss is the one inside, so
 * that the network can be scored on ordinary data. Of a recurrent output, each time step has its views. {@code
 * CnnLossLayer} requires labels of the output's shape, so there are no views per pixel. Masks: [3N, 1]; an example with
 * a masked view adds no divergence.
 *
 * <p>Defaults: weight 12. Errors: {@code IllegalArgumentException} for a {@link FloodedLoss}; at first use for another
 * activation than softmax, a number of rows that is no multiple of 3, and labels or masks of another shape.
 *
 * <p>Paper: Hendrycks et al., "AugMix: A Simple Data Processing Method to Improve Robustness and Uncertainty", ICLR
 * 2020, section 3.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public final class JensenShannonConsistencyLoss implements ILossFunction {

    private static final double USUAL_WEIGHT = 12;

    private final double weight;
    private final ILossFunction loss;

    /**
     * Uses the paper's weight, 12.
     *
     * @param loss of the clean images, such as {@link LabelSmoothingLoss}; a sum over rows
     * @throws IllegalArgumentException if loss is missing, or a {@link FloodedLoss}
     */
    public JensenShannonConsistencyLoss(ILossFunction loss) {
        this(USUAL_WEIGHT, loss);
    }

    /**
     * Uses another weight.
     *
     * @param weight w of the divergence, finite and at least 0
     * @param loss of the clean images, such as {@link LabelSmoothingLoss}; a sum over rows
     * @throws IllegalArgumentException if weight is outside its range; if loss is missing, or a {@link FloodedLoss}
     */
    @JsonCreator
    public JensenShannonConsistencyLoss(
            @JsonProperty("weight") double weight, @JsonProperty("loss") ILossFunction loss) {
        this.weight = Arguments.nonNegative("weight", weight);
        this.loss = Arguments.required("loss", loss);
        if (loss instanceof FloodedLoss) {
            throw Arguments.invalid("loss", "a sum over rows (put FloodedLoss around this loss)", loss);
        }
    }

    private boolean hasViews(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        if (!(activation instanceof ActivationSoftmax)) {
            throw Arguments.invalid("activation of a layer with " + this, "softmax", activation);
        }
        long[] plain = preOutput.shape();
        long[] marked = {plain[0], preOutput.rank() == 2 ? plain[1] + 1 : -1};
        if (Arrays.equals(labels.shape(), plain)) {
            return false;
        }
        if (!Arrays.equals(labels.shape(), marked)) {
            throw Arguments.invalid(
                    "labels",
                    "of shape " + Arrays.toString(plain) + ", or with the mark of views " + Arrays.toString(marked),
                    Arrays.toString(labels.shape()));
        }
        if (plain[0] % ConsistencyRows.VIEWS != 0) {
            throw Arguments.invalid("number of rows with views", "a multiple of 3", plain[0]);
        }
        if (mask != null) {
            Arguments.shape("mask", mask.shape(), new long[] {plain[0], 1});
        }
        return true;
    }

    private ConsistencyRows rows(INDArray labels, INDArray preOutput, INDArray mask) {
        return new ConsistencyRows(labels, preOutput, mask, weight);
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        if (!hasViews(labels, preOutput, activation, mask)) {
            return loss.computeScore(labels, preOutput, activation, mask, average);
        }
        double sum = rows(labels, preOutput, mask)
                .losses(loss, activation)
                .sumNumber()
                .doubleValue();
        return average ? sum / preOutput.size(0) : sum;
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        return hasViews(labels, preOutput, activation, mask)
                ? rows(labels, preOutput, mask).losses(loss, activation)
                : loss.computeScoreArray(labels, preOutput, activation, mask);
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        return hasViews(labels, preOutput, activation, mask)
                ? rows(labels, preOutput, mask).gradient(loss, activation)
                : loss.computeGradient(labels, preOutput, activation, mask);
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        return hasViews(labels, preOutput, activation, mask)
                ? Pair.of(
                        computeScore(labels, preOutput, activation, mask, average),
                        computeGradient(labels, preOutput, activation, mask))
                : loss.computeGradientAndScore(labels, preOutput, activation, mask, average);
    }

    @Override
    public String name() {
        return toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JensenShannonConsistencyLoss
                && weight == ((JensenShannonConsistencyLoss) other).weight
                && loss.equals(((JensenShannonConsistencyLoss) other).loss);
    }

    @Override
    public int hashCode() {
        return Objects.hash(weight, loss);
    }

    @Override
    public String toString() {
        return "JensenShannonConsistencyLoss(" + weight + ", " + loss + ")";
    }
}
