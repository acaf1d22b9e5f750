package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.HalfPrecision;
import io.github.dl4jregularizers.noise.NoiseSource;
import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Expm1;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Multiplies activations by noise with a beta distribution of mean 1 in training. Factors are in [0, 2].
 *
 * <p>Formula: y = x m, m = 2 B with B ~ Beta(b, b) and b = (1 - 2 d) / (2 d) for the drop rate d. E[y] = x and Var[y] =
 * x^2 d / (1 - d), as with {@link Dropout} of the same rate. b goes to infinity for small d, where the noise is
 * Gaussian. d = 1/4 is uniform noise in [0, 2], and d = 1/3 the arcsine distribution. Identity at inference.
 *
 * <p>Sampled exactly: m = 1 + sqrt(1 - u^(1 / (b - 1/2))) cos(2 pi v) for uniform u and v.
 *
 * <p>Shapes: any activations with the example in dimension 0. {@link MaskShape} selects which elements share a draw.
 *
 * <p>Defaults: one draw per element. In {@code .dropOut(..)} of a channels-last layer, the data format is required
 * whatever the mask shape; see {@link MaskedDropout}.
 *
 * <p>Errors: {@code IllegalArgumentException} for a rate above 1/3, when used.
 *
 * <p>Papers: Liu et al., "Beta-Dropout: A Unified Dropout", IEEE Access 2019; the sampler: Ulrich, "Computer Generation
 * of Distributions on the m-Sphere", Applied Statistics 1984.
 */
public final class BetaDropout extends MaskedDropout {

    private static final double LARGEST_RATE = 1 / 3.0;
    /** In place of infinity, which would make u = 1 NaN. */
    private static final double LARGEST_EXPONENT = 1e30;

    /**
     * Creates the dropout with one draw per element.
     *
     * @param dropRate drop rate d, at most 1/3; the noise has variance d / (1 - d)
     * @throws IllegalArgumentException if dropRate is missing
     */
    public BetaDropout(DropRate dropRate) {
        this(dropRate, MaskShape.PER_ELEMENT, null);
    }

    /**
     * Creates the dropout with a mask shape.
     *
     * @param dropRate drop rate d, at most 1/3; the noise has variance d / (1 - d)
     * @param maskShape which elements share a draw
     * @throws IllegalArgumentException if an argument is missing
     */
    public BetaDropout(DropRate dropRate, MaskShape maskShape) {
        this(dropRate, maskShape, null);
    }

    /**
     * Creates the dropout with a mask shape, for one data format.
     *
     * @param dropRate drop rate d, at most 1/3; the noise has variance d / (1 - d)
     * @param maskShape which elements share a draw
     * @param dataFormat format of the activations; null for that of the input type, or channels first
     * @throws IllegalArgumentException if dropRate or maskShape is missing, or maskShape contradicts dataFormat
     */
    public BetaDropout(
            @JsonProperty("dropRate") DropRate dropRate,
            @JsonProperty("maskShape") MaskShape maskShape,
            @JsonProperty("dataFormat") DataFormat dataFormat) {
        super(dropRate, maskShape, dataFormat);
    }

    @Override
    protected void fillMask(INDArray mask, double dropRate, NoiseSource noise) {
        Arguments.between("drop rate of BetaDropout", dropRate, 0, LARGEST_RATE);
        double shape = (1 - 2 * dropRate) / (2 * dropRate);
        double exponent = shape > 0.5 ? Math.min(1 / (shape - 0.5), LARGEST_EXPONENT) : LARGEST_EXPONENT;
        INDArray radius = HalfPrecision.widened(mask.ulike());
        INDArray angle = HalfPrecision.widened(mask.ulike());
        noise.uniform(radius, 0, 1);
        noise.uniform(angle, 0, 2 * Math.PI);
        Transforms.log(radius, false).muli(exponent);
        Nd4j.exec(new Expm1(radius, radius));
        mask.assign(Transforms.sqrt(radius.negi(), false)
                .muli(Transforms.cos(angle, false))
                .addi(1));
    }
}
