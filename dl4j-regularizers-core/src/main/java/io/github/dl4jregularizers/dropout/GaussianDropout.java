package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.noise.NoiseSource;
import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Multiplies activations by Gaussian noise of mean 1 in training.
 *
 * <p>Formula: y = x m, m ~ N(1, d / (1 - d)) for the drop rate d (the second argument is the variance). E[y] = x and
 * Var[y] = x^2 d / (1 - d), as with {@link Dropout} of the same rate. Identity at inference.
 *
 * <p>Shapes: any activations with the example in dimension 0. {@link MaskShape} selects which elements share a draw.
 *
 * <p>Defaults: one draw per element. In {@code .dropOut(..)} of a channels-last layer, the data format is required
 * whatever the mask shape; see {@link MaskedDropout}.
 *
 * <p>DL4J's class of this name takes a drop rate too, but its {@code Dropout} a retain probability. {@link DropRate}
 * names which.
 *
 * <p>Papers: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 2014,
 * section 10; Wang and Manning, "Fast dropout training", ICML 2013.
 */
public final class GaussianDropout extends MaskedDropout {

    /**
     * Creates the dropout with one draw per element.
     *
     * @param dropRate drop rate d; the noise has variance d / (1 - d)
     * @throws IllegalArgumentException if dropRate is missing
     */
    public GaussianDropout(DropRate dropRate) {
        this(dropRate, MaskShape.PER_ELEMENT, null);
    }

    /**
     * Creates the dropout with a mask shape.
     *
     * @param dropRate drop rate d; the noise has variance d / (1 - d)
     * @param maskShape which elements share a draw
     * @throws IllegalArgumentException if an argument is missing
     */
    public GaussianDropout(DropRate dropRate, MaskShape maskShape) {
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
    public GaussianDropout(
            @JsonProperty("dropRate") DropRate dropRate,
            @JsonProperty("maskShape") MaskShape maskShape,
            @JsonProperty("dataFormat") DataFormat dataFormat) {
        super(dropRate, maskShape, dataFormat);
    }

    @Override
    protected void fillMask(INDArray mask, double dropRate, NoiseSource noise) {
        noise.gaussian(mask, 1, Math.sqrt(dropRate / (1 - dropRate)));
    }
}
