package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.DropRate;
import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Drops whole channels (feature maps) at random in training and scales up the rest.
 *
 * <p>Formula: y[n, c, ..] = x[n, c, ..] m[n, c] / (1 - d), m ~ Bernoulli(1 - d) for the drop rate d, one draw per
 * example and channel. Identity at inference. The same as {@code new Dropout(rate, MaskShape.PER_CHANNEL, format)}.
 *
 * <p>Shapes: activations with the example in dimension 0: images, volumes and sequences. On vectors it is plain
 * dropout.
 *
 * <p>Data format: inside a {@link NoiseLayer}, the format of the network's input type. In {@code .dropOut(..)}, the
 * {@code dataFormat} given to the constructor, and channels first without one. See {@link MaskedDropout} for channels
 * last there.
 *
 * <p>DL4J's class of this name takes a retain probability, and masks dimensions 0 and 1 whatever the format: rows of
 * a channels-last image.
 *
 * <p>Paper: Tompson et al., "Efficient Object Localization Using Convolutional Networks", CVPR 2015. PyTorch:
 * {@code Dropout2d}; Keras: {@code SpatialDropout2D}.
 */
@JsonIgnoreProperties("maskShape")
public final class SpatialDropout extends Dropout {

    /**
     * Creates the dropout without a data format.
     *
     * @param dropRate drop rate d
     * @throws IllegalArgumentException if dropRate is missing
     */
    public SpatialDropout(DropRate dropRate) {
        this(dropRate, null);
    }

    /**
     * Creates the dropout for one data format.
     *
     * @param dropRate drop rate d
     * @param dataFormat format of the activations; null for that of the input type, or channels first
     * @throws IllegalArgumentException if dropRate is missing
     */
    public SpatialDropout(
            @JsonProperty("dropRate") DropRate dropRate, @JsonProperty("dataFormat") DataFormat dataFormat) {
        super(dropRate, MaskShape.PER_CHANNEL, dataFormat);
    }
}
