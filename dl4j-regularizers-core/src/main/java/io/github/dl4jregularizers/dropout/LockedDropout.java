package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.DropRate;
import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Drops the same units at all time steps of a sequence: locked (variational recurrent) dropout.
 *
 * <p>Formula: y[n, u, t] = x[n, u, t] * m[n, u] / (1 - d), m ~ Bernoulli(1 - d) for the drop rate d, drawn for each
 * sequence n and unit u. Identity at inference. The same as {@code new Dropout(rate, MaskShape.SAME_OVER_TIME, format)}.
 *
 * <p>Shapes: recurrent activations, [batch, units, time] (NCW, the default) or [batch, time, units] (NWC); others are
 * refused. DL4J's LSTM hands over NCW whatever its own format is, and its RnnOutputLayer a matrix without time, on which
 * this dropout cannot be set: put a {@link NoiseLayer} before them. Under truncated backpropagation the units are drawn anew for each part of the sequence.
 *
 * <p>Paper: Gal and Ghahramani, "A Theoretically Grounded Application of Dropout in Recurrent Neural Networks", NIPS
 * 2016; Merity et al., "Regularizing and Optimizing LSTM Language Models" (AWD-LSTM), ICLR 2018.
 */
@JsonIgnoreProperties("maskShape")
public final class LockedDropout extends Dropout {

    /**
     * For sequences [batch, units, time].
     *
     * @param dropRate drop rate d
     * @throws IllegalArgumentException if dropRate is missing
     */
    public LockedDropout(DropRate dropRate) {
        this(dropRate, null);
    }

    /**
     * For sequences in the given format.
     *
     * @param dropRate drop rate d
     * @param dataFormat an {@code RNNFormat}; null for NCW
     * @throws IllegalArgumentException if dropRate is missing, or dataFormat is not an {@code RNNFormat}
     */
    public LockedDropout(
            @JsonProperty("dropRate") DropRate dropRate, @JsonProperty("dataFormat") DataFormat dataFormat) {
        super(dropRate, MaskShape.SAME_OVER_TIME, dataFormat);
    }
}
