package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.noise.NoiseSource;
import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Multiplies activations by uniform noise of mean 1 in training. Has the first two moments of dropout, with bounded
 * factors.
 *
 * <p>Formula: y = x m, m ~ U(1 - b, 1 + b), b = sqrt(3 d / (1 - d)) for the drop rate d. E[y] = x and Var[y] = x^2 d /
 * (1 - d), as with {@link Dropout} of the same rate. Some factors are negative for d > 1/4. Identity at inference.
 *
 * <p>Shapes: any activations with the example in dimension 0. {@link MaskShape} selects which elements share a draw.
 *
 * <p>Defaults: one draw per element. In {@code .dropOut(..)} of a channels-last layer, the data format is required
 * whatever the mask shape; see {@link MaskedDropout}.
 *
 * <p>Paper: Shen et al., "Continuous Dropout", IEEE Transactions on Neural Networks and Learning Systems 2018.
 */
public final class UniformDropout extends MaskedDropout {

    /**
     * Creates the dropout with one draw per element.
     *
     * @param dropRate drop rate d; the noise has variance d / (1 - d)
     * @throws IllegalArgumentException if dropRate is missing
     */
    public UniformDropout(DropRate dropRate) {
        this(dropRate, MaskShape.PER_ELEMENT, null);
    }

    /**
     * Creates the dropout with a mask shape.
     *
     * @param dropRate drop rate d; the noise has variance d / (1 - d)
     * @param maskShape which elements share a draw
     * @throws IllegalArgumentException if an argument is missing
     */
    public UniformDropout(DropRate dropRate, MaskShape maskShape) {
        this(dropRate, maskShape, null);
    }

    /**
     * Creates the dropout with a mask shape, for one data format.
     *
     * @param dropRate drop rate d; the noise has variance d / (1 - d)
     * @param maskShape which elements share a draw
     * @param dataFormat format of the activations; null for that of the input type, or channels first
     * @throws IllegalArgumentException if dropRate or maskShape is missing, or maskShape contradicts dataFormat
     */
    public UniformDropout(
            @JsonProperty("dropRate") DropRate dropRate,
            @JsonProperty("maskShape") MaskShape maskShape,
            @JsonProperty("dataFormat") DataFormat dataFormat) {
        super(dropRate, maskShape, dataFormat);
    }

    @Override
    protected void fillMask(INDArray mask, double dropRate, NoiseSource noise) {
        double halfWidth = Math.sqrt(3 * dropRate / (1 - dropRate));
        noise.uniform(mask, 1 - halfWidth, 1 + halfWidth);
    }
}
