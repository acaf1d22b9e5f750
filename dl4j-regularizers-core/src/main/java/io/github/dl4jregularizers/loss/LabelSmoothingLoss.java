package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Softmax cross entropy against smoothed labels: takes a little certainty from the given class and spreads it evenly.
 *
 * <p>Formula: t = (1 - e) y + e / K for labels y, smoothing e and K classes (all K, the given one included, as in the
 * paper and in PyTorch); L = -sum_k w_k t_k log softmax(z)_k. Equal to PyTorch's {@code cross_entropy} with {@code
 * label_smoothing} and probability targets, with and without class weights; with smoothing 0, to plain cross entropy.
 *
 * <p>Shapes, masks and the division by the minibatch: {@link SoftmaxCrossEntropy}. A masked row counts nothing: its
 * label is not smoothed into the score. Labels: one-hot, or probabilities. The layer's activation has to be softmax.
 *
 * <p>Paper: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", CVPR 2016, section 7.
 */
public final class LabelSmoothingLoss extends SoftmaxCrossEntropy {

    private final double smoothing;

    /**
     * All classes weigh the same.
     *
     * @param smoothing e: the certainty taken from the given class, in [0, 1); 0.1 in the paper
     * @throws IllegalArgumentException if smoothing is NaN or outside [0, 1)
     */
    public LabelSmoothingLoss(double smoothing) {
        this(smoothing, (double[]) null);
    }

    /**
     * Classes of different weight. The loss is divided by the minibatch, not by the sum of the weights.
     *
     * @param smoothing e: the certainty taken from the given class, in [0, 1); 0.1 in the paper
     * @param classWeights one weight per class, [classes] or [1, classes], finite and at least 0; null for none
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public LabelSmoothingLoss(double smoothing, INDArray classWeights) {
        this(smoothing, weightsOf(classWeights));
    }

    @JsonCreator
    private LabelSmoothingLoss(
            @JsonProperty("smoothing") double smoothing, @JsonProperty("classWeights") double[] classWeights) {
        super(classWeights);
        this.smoothing = Arguments.rate("smoothing", smoothing);
    }

    @Override
    protected INDArray targets(INDArray labels) {
        return smoothing == 0 ? labels : labels.mul(1 - smoothing).addi(smoothing / labels.size(1));
    }

    /**
     * The smoothing.
     *
     * @return as given
     */
    public double smoothing() {
        return smoothing;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && smoothing == ((LabelSmoothingLoss) other).smoothing;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), smoothing);
    }

    @Override
    public String toString() {
        String weights = classWeights() == null ? "" : ", classWeights=" + Arrays.toString(classWeights());
        return "LabelSmoothingLoss(" + smoothing + weights + ")";
    }
}
