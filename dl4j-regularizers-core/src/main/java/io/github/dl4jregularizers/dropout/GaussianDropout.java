package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.noise.NoiseSource;
import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Multiplies each activation by Gaussian noise of mean 1: the same first two moments as dropout, but nothing is zero.
 *
 * <p>Formula: y = x * m, m ~ N(1, d / (1 - d)) for the drop rate d (the second argument is the variance), so that
 * E[y] = x and Var[y] = x^2 d / (1 - d), as with inverted Bernoulli dropout of the same rate. Identity at inference.
 *
 * <p>Shapes: any activations with the example in dimension 0; {@link MaskShape} says which elements share a draw.
 * Default: an own draw for every element, channels first.
 * A channels-last network (NHWC, NWC, NDHWC) has to declare its format, whatever the mask shape: DL4J hands over some of
 * its gradients channels first, which the shape alone shows only where the axes differ in length.
 *
 * <p>DL4J's class of the same name takes its argument as a drop rate too, while its {@code Dropout} takes a retain
 * probability; here {@link DropRate} says which.
 *
 * <p>Paper: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 2014, section
 * 10; Wang and Manning, "Fast dropout training", ICML 2013.
 */
public final class GaussianDropout extends MaskedDropout {

    /**
     * An own draw for every element.
     *
     * @param dropRate drop rate d; the noise has variance d / (1 - d)
     * @throws IllegalArgumentException if dropRate is missing
     */
    public GaussianDropout(DropRate dropRate) {
        this(dropRate, MaskShape.PER_ELEMENT, null);
    }

    /**
     * Draws shared as the mask shape says, channels first.
     *
     * @param dropRate drop rate d; the noise has variance d / (1 - d)
     * @param maskShape which elements share a draw
     * @throws IllegalArgumentException if an argument is missing
     */
    public GaussianDropout(DropRate dropRate, MaskShape maskShape) {
        this(dropRate, maskShape, null);
    }

    /**
     * Draws shared as the mask shape says.
     *
     * @param dropRate drop rate d; the noise has variance d / (1 - d)
     * @param maskShape which elements share a draw
     * @param dataFormat format of the activations; null for channels first
     * @throws IllegalArgumentException if dropRate or maskShape is missing, or maskShape and dataFormat contradict
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
