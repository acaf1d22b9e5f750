package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.DropRate;
import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Locked (variational recurrent) dropout: drops the same units at all time steps of a sequence.
 *
 * <p>Formula: y[n, u, t] = x[n, u, t] m[n, u] / (1 - d), m ~ Bernoulli(1 - d) for the drop rate d, one draw per
 * example and unit. Identity at inference. The same as {@code new Dropout(rate, MaskShape.SAME_OVER_TIME, format)}.
 *
 * <p>Shapes: sequences [batch, units, time] (NCW) or [batch, time, units] (NWC); others are refused. DL4J's LSTM
 * passes NCW whatever its format, and RnnOutputLayer passes a matrix without time: use a {@link NoiseLayer} before
 * them. Truncated backpropagation draws a new mask per segment.
 *
 * <p>Default: the format of the input type in a {@link NoiseLayer}, NCW elsewhere.
 *
 * <p>Papers: Gal and Ghahramani, "A Theoretically Grounded Application of Dropout in Recurrent Neural Networks", NIPS
 * 2016; Merity et al., "Regularizing and Optimizing LSTM Language Models" (AWD-LSTM), ICLR 2018.
 */
@JsonIgnoreProperties("maskShape")
public final class LockedDropout extends Dropout {

    /**
     * Creates the dropout without a data format.
     *
     * @param dropRate drop rate d
     * @throws IllegalArgumentException if dropRate is missing
     */
    public LockedDropout(DropRate dropRate) {
        this(dropRate, null);
    }

    /**
     * Creates the dropout for one data format.
     *
     * @param dropRate drop rate d
     * @param dataFormat an {@code RNNFormat}; null for that of the input type, or NCW
     * @throws IllegalArgumentException if dropRate is missing, or dataFormat is not an {@code RNNFormat}
     */
    public LockedDropout(
            @JsonProperty("dropRate") DropRate dropRate, @JsonProperty("dataFormat") DataFormat dataFormat) {
        super(dropRate, MaskShape.SAME_OVER_TIME, dataFormat);
    }
}
