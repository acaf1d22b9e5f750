package io.github.dl4jregularizers.recurrent;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.recurrence.PassMemory;
import io.github.dl4jregularizers.internal.recurrence.StateMasks;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Variational recurrent dropout: drops the same units of the recurrent input at all time steps of a sequence.
 *
 * <p>Formula: the layer reads m * h[t-1] in place of h[t-1], with m[n, u] = 0 with probability d and 1 / (1 - d)
 * otherwise, one draw per example, unit and sequence. The gates of an LSTM share the mask (the paper's tied weights).
 * The output h and the memory cell are not dropped. Inference is that of the underlying layer. For the input and the
 * output use {@code LockedDropout} in a {@code NoiseLayer}. Recurrent dropout of Semeniuta et al., 2016, drops the
 * update of the memory cell instead.
 *
 * <p>Shapes: LSTM and SimpleRnn, NCW and NWC, with masks, also inside {@code LastTimeStep} and {@code MaskZeroLayer},
 * and around {@code Bidirectional}. Truncated backpropagation keeps the mask from segment to segment of a sequence.
 * Initial states of 0 are not affected.
 *
 * <p>Default: none; the rate is required. A network that begins with this layer needs {@code setInputType}. Training
 * computes with ND4J operations; the cuDNN helper of DL4J's LSTM is used at inference only.
 *
 * <p>Errors: {@code IllegalArgumentException} by the constructor for other layers, for LayerNorm, randomized ReLU, and
 * other noise on the layer. Also by {@code init}, for DL4J's weight noise on the layer.
 *
 * <pre>{@code new RecurrentDropout(DropRate.of(0.25), new LSTM.Builder().nOut(256).build())}</pre>
 *
 * <p>Paper: Gal and Ghahramani, "A Theoretically Grounded Application of Dropout in Recurrent Neural Networks", NIPS
 * 2016.
 */
public final class RecurrentDropout extends StateNoise {

    private static final long serialVersionUID = 1;

    private final DropRate dropRate;

    /**
     * Wraps a recurrent layer.
     *
     * @param dropRate probability of dropping a unit of the recurrent input
     * @param underlying an LSTM or SimpleRnn, or a wrapper around one
     * @throws IllegalArgumentException if an argument is null, or the layer is of another kind
     */
    @JsonCreator
    public RecurrentDropout(@JsonProperty("dropRate") DropRate dropRate, @JsonProperty("underlying") Layer underlying) {
        super(underlying);
        this.dropRate = Arguments.required("dropRate", dropRate);
    }

    @Override
    Optional<StateMasks> masks(PassMemory memory, boolean isTraining, int iteration, int epoch, INDArray carried) {
        double rate = isTraining ? dropRate.at(iteration, epoch) : 0;
        if (rate == 0) {
            return Optional.empty();
        }
        if (carried != null) {
            return Optional.of(StateMasks.ofInput(carried));
        }
        INDArray mask = memory.create(memory.examples(), memory.units());
        noise().mask(mask, 1 - rate);
        return Optional.of(StateMasks.ofInput(mask));
    }

    @Override
    public boolean draws() {
        return !dropRate.isAlwaysZero();
    }

    /**
     * Returns the drop rate.
     *
     * @return as given
     */
    public DropRate dropRate() {
        return dropRate;
    }

    @Override
    public RecurrentDropout withNoise(NoiseSource source) {
        return (RecurrentDropout) super.withNoise(source);
    }

    @Override
    public RecurrentDropout clone() {
        return (RecurrentDropout) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && dropRate.equals(((RecurrentDropout) other).dropRate);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), dropRate);
    }

    @Override
    public String toString() {
        return "RecurrentDropout(" + dropRate + ", " + underlying + ")";
    }
}
