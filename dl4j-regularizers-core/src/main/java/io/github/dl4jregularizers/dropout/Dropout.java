package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.noise.NoiseSource;
import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Inverted dropout: sets activations to 0 at random in training and scales up the rest.
 *
 * <p>Formula: y = x m / (1 - d), m ~ Bernoulli(1 - d) for the drop rate d, so that E[y] = x and Var[y] = x^2 d / (1 -
 * d). Identity at inference. NaN stays NaN where it is dropped.
 *
 * <p>Shapes: any activations with the example in dimension 0. {@link MaskShape} selects which elements share a draw;
 * {@link SpatialDropout} and {@link LockedDropout} name two of its values.
 *
 * <p>Defaults: one draw per element. In {@code .dropOut(..)} of a channels-last layer, the data format is required
 * whatever the mask shape; see {@link MaskedDropout}.
 *
 * <p>DL4J's class of this name takes a retain probability as a number. This one takes a {@link DropRate}: the wrong
 * import does not compile.
 *
 * <p>Paper: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 2014.
 */
public class Dropout extends MaskedDropout {

    /**
     * Creates the dropout with one draw per element.
     *
     * @param dropRate drop rate d
     * @throws IllegalArgumentException if dropRate is missing
     */
    public Dropout(DropRate dropRate) {
        this(dropRate, MaskShape.PER_ELEMENT, null);
    }

    /**
     * Creates the dropout with a mask shape.
     *
     * @param dropRate drop rate d
     * @param maskShape which elements share a draw
     * @throws IllegalArgumentException if an argument is missing
     */
    public Dropout(DropRate dropRate, MaskShape maskShape) {
        this(dropRate, maskShape, null);
    }

    /**
     * Creates the dropout with a mask shape, for one data format.
     *
     * @param dropRate drop rate d
     * @param maskShape which elements share a draw
     * @param dataFormat format of the activations; null for that of the input type, or channels first
     * @throws IllegalArgumentException if dropRate or maskShape is missing, or maskShape contradicts dataFormat
     */
    public Dropout(
            @JsonProperty("dropRate") DropRate dropRate,
            @JsonProperty("maskShape") MaskShape maskShape,
            @JsonProperty("dataFormat") DataFormat dataFormat) {
        super(dropRate, maskShape, dataFormat);
    }

    @Override
    protected final void fillMask(INDArray mask, double dropRate, NoiseSource noise) {
        noise.mask(mask, 1 - dropRate);
    }
}
