package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.noise.NoiseSource;
import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Sets activations to zero at random and scales up the rest: inverted dropout, in every mask shape.
 *
 * <p>Formula: y = x * m / (1 - d), m ~ Bernoulli(1 - d) for the drop rate d, so that E[y] = x and
 * Var[y] = x^2 d / (1 - d). Identity at inference.
 *
 * <p>Shapes: any activations with the example in dimension 0; {@link MaskShape} says which elements share a draw.
 * {@code new Dropout(rate, MaskShape.PER_CHANNEL, format)} is channel (spatial) dropout. Default: an own draw for every
 * element, channels first. A channels-last network has to declare its format, whatever the mask shape; see
 * {@link MaskedDropout}. NaN stays NaN where it is dropped too, since 0 * NaN is NaN: a broken input is not hidden.
 *
 * <p>DL4J's class of the same name takes the probability of <em>retaining</em> as a plain number; this one takes a
 * {@link DropRate}, so that the wrong import does not compile. DL4J's {@code SpatialDropout} always masks dimensions 0
 * and 1, which in a channels-last network are rows; here the data format decides.
 *
 * <p>Paper: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 2014; channels:
 * Tompson et al., "Efficient Object Localization Using Convolutional Networks", CVPR 2015.
 */
public class Dropout extends MaskedDropout {

    /**
     * An own draw for every element.
     *
     * @param dropRate drop rate d
     * @throws IllegalArgumentException if dropRate is missing
     */
    public Dropout(DropRate dropRate) {
        this(dropRate, MaskShape.PER_ELEMENT, null);
    }

    /**
     * Draws shared as the mask shape says, channels first.
     *
     * @param dropRate drop rate d
     * @param maskShape which elements share a draw
     * @throws IllegalArgumentException if an argument is missing
     */
    public Dropout(DropRate dropRate, MaskShape maskShape) {
        this(dropRate, maskShape, null);
    }

    /**
     * Draws shared as the mask shape says.
     *
     * @param dropRate drop rate d
     * @param maskShape which elements share a draw
     * @param dataFormat format of the activations; null for channels first
     * @throws IllegalArgumentException if dropRate or maskShape is missing, or maskShape and dataFormat contradict
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
