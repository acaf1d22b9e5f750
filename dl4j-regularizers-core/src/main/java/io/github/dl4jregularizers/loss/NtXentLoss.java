package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Normalized temperature-scaled cross entropy (NT-Xent), the contrastive loss of SimCLR.
 *
 * <p>Formula for 2N rows z, where the rows i and i + N are two views of one example: with the cosine similarity s_ij of
 * two rows, a row i and its other view j, the loss of the row is -log(exp(s_ij / t) / sum_(k != i) exp(s_ik / t)). The
 * score of a network is the mean over the 2N rows, as in the paper. A row of zeros has no direction: its gradient is 0.
 *
 * <p>Shapes: outputs [2N, features]; labels [2N, any], which are ignored. {@code selfsupervised.TwoViews} makes such
 * batches. Masks: [2N, 1]; a pair with a masked row is left out, also as a negative. For networks with the activation
 * identity. Of a recurrent output, every time step is an example of its own. Computed in double.
 *
 * <p>Default: temperature 0.5. Errors: {@code IllegalArgumentException} at first use for another activation, an odd
 * number of rows, and masks of another shape.
 *
 * <p>Paper: Chen et al., "A Simple Framework for Contrastive Learning of Visual Representations", ICML 2020.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public final class NtXentLoss implements ILossFunction {

    private final double temperature;

    /** Uses the temperature 0.5. */
    public NtXentLoss() {
        this(0.5);
    }

    /**
     * Uses another temperature.
     *
     * @param temperature t, finite and above 0; 0.5 for CIFAR-10 in the paper, 0.1 for ImageNet
     * @throws IllegalArgumentException if temperature is outside its range
     */
    @JsonCreator
    public NtXentLoss(@JsonProperty("temperature") double temperature) {
        this.temperature = Arguments.positive("temperature", temperature);
    }

    private ContrastivePairs pairs(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        if (!(activation instanceof ActivationIdentity)) {
            throw Arguments.invalid("activation of a layer with " + this, "identity", activation);
        }
        if (preOutput.rank() != 2 || preOutput.size(0) % 2 != 0) {
            throw Arguments.invalid(
                    "output under " + this,
                    "[2N, features], the first views of N examples and then the second ones",
                    Arrays.toString(preOutput.shape()));
        }
        if (labels.size(0) != preOutput.size(0)) {
            throw Arguments.invalid("number of rows of the labels", String.valueOf(preOutput.size(0)), labels.size(0));
        }
        if (mask != null) {
            Arguments.shape("mask", mask.shape(), new long[] {preOutput.size(0), 1});
        }
        return new ContrastivePairs(preOutput, mask, temperature);
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        double sum =
                pairs(labels, preOutput, activation, mask).losses().sumNumber().doubleValue();
        return average ? sum / preOutput.size(0) : sum;
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        return pairs(labels, preOutput, activation, mask).losses().castTo(preOutput.dataType());
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        return pairs(labels, preOutput, activation, mask).gradient().castTo(preOutput.dataType());
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        ContrastivePairs pairs = pairs(labels, preOutput, activation, mask);
        double sum = pairs.losses().sumNumber().doubleValue();
        return Pair.of(average ? sum / preOutput.size(0) : sum, pairs.gradient().castTo(preOutput.dataType()));
    }

    @Override
    public String name() {
        return toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NtXentLoss && temperature == ((NtXentLoss) other).temperature;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(temperature);
    }

    @Override
    public String toString() {
        return "NtXentLoss(" + temperature + ")";
    }
}
