package io.github.dl4jregularizers.recurrent;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.recurrence.PassMemory;
import io.github.dl4jregularizers.internal.recurrence.StateMasks;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Zoneout: units keep their state of the previous time step at random, in place of the new one.
 *
 * <p>Formula: h[t] = m * h[t-1] + (1 - m) * h'[t], with m = 1 with probability z and 0 otherwise, one draw per example,
 * unit and step. h' is the state that the underlying layer computes. The memory cell of an LSTM has its own draws and
 * rate; h' is computed from the new cell, not from the kept one. Inference takes the expectation: m = z.
 *
 * <p>Shapes: LSTM and SimpleRnn, NCW and NWC, with masks and truncated backpropagation, also inside {@code
 * LastTimeStep} and {@code MaskZeroLayer}, and around {@code Bidirectional}. Masked steps have a state of 0.
 *
 * <p>Defaults: none; a rate is required. The paper uses 0.5 for cells and 0.05 for outputs. A network that begins with
 * this layer needs {@code setInputType}. Computes with ND4J operations, not with the cuDNN helper of DL4J's LSTM.
 *
 * <p>Errors: {@code IllegalArgumentException} when built for other layers, for a cell rate around a SimpleRnn, for
 * LayerNorm, randomized ReLU, and other noise on the layer. Also by {@code init}, for DL4J's weight noise on the layer.
 *
 * <pre>{@code new Zoneout.Builder(lstm).cell(DropRate.of(0.5)).hidden(DropRate.of(0.05)).build()}</pre>
 *
 * <p>Paper: Krueger et al., "Zoneout: Regularizing RNNs by Randomly Preserving Hidden Activations", ICLR 2017.
 */
public final class Zoneout extends StateNoise {

    private static final long serialVersionUID = 1;

    private final DropRate hidden;
    private final DropRate cell;

    /**
     * Wraps a recurrent layer. The outputs, and the memory cells of an LSTM, have the same rate.
     *
     * @param rate probability z of keeping the previous state
     * @param underlying an LSTM or SimpleRnn, or a wrapper around one
     * @throws IllegalArgumentException if an argument is null, or the layer is of another kind
     */
    public Zoneout(DropRate rate, Layer underlying) {
        this(Arguments.required("rate", rate), underlying, rate);
    }

    private Zoneout(DropRate hidden, Layer underlying, DropRate ofCells) {
        super(underlying);
        this.hidden = hidden;
        this.cell = hasCells() ? ofCells : DropRate.of(0);
    }

    @JsonCreator
    private Zoneout(
            @JsonProperty("underlying") Layer underlying,
            @JsonProperty("hidden") DropRate hidden,
            @JsonProperty("cell") DropRate cell) {
        super(underlying);
        this.hidden = Arguments.required("hidden", hidden);
        this.cell = Arguments.required("cell", cell);
        if (!hasCells() && !cell.isAlwaysZero()) {
            throw Arguments.invalid("cell around a SimpleRnn, which has no memory cell", "0", cell);
        }
    }

    private boolean hasCells() {
        return computing(underlying) instanceof LSTM;
    }

    @Override
    Optional<StateMasks> masks(PassMemory memory, boolean isTraining, int iteration, int epoch, INDArray carried) {
        double ofHidden = hidden.at(iteration, epoch);
        double ofCells = cell.at(iteration, epoch);
        return ofHidden == 0 && ofCells == 0
                ? Optional.empty()
                : Optional.of(
                        StateMasks.kept(shares(memory, isTraining, ofHidden), shares(memory, isTraining, ofCells)));
    }

    /** Shares of the previous state: random in training, their expectation at inference. */
    private INDArray shares(PassMemory memory, boolean isTraining, double rate) {
        if (rate == 0) {
            return null;
        }
        INDArray shares = memory.create(memory.examples(), memory.units(), isTraining ? memory.steps() : 1);
        if (isTraining) {
            noise().bernoulli(shares, rate);
        } else {
            shares.assign(rate);
        }
        return shares;
    }

    @Override
    public boolean draws() {
        return !hidden.isAlwaysZero() || !cell.isAlwaysZero();
    }

    /**
     * Returns the rate of the outputs.
     *
     * @return probability of keeping the previous output
     */
    public DropRate hidden() {
        return hidden;
    }

    /**
     * Returns the rate of the memory cells.
     *
     * @return probability of keeping the previous cell; 0 for a SimpleRnn
     */
    public DropRate cell() {
        return cell;
    }

    @Override
    public Zoneout withNoise(NoiseSource source) {
        return (Zoneout) super.withNoise(source);
    }

    @Override
    public Zoneout clone() {
        return (Zoneout) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && hidden.equals(((Zoneout) other).hidden) && cell.equals(((Zoneout) other).cell);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), hidden, cell);
    }

    @Override
    public String toString() {
        return "Zoneout(hidden " + hidden + ", cell " + cell + ", " + underlying + ")";
    }

    /** Options of {@link Zoneout}. */
    public static final class Builder {

        private final Layer underlying;
        private String name;
        private DropRate hidden = DropRate.of(0);
        private DropRate cell = DropRate.of(0);

        /**
         * Starts with rates of 0.
         *
         * @param underlying an LSTM or SimpleRnn, or a wrapper around one
         */
        public Builder(Layer underlying) {
            this.underlying = underlying;
        }

        /**
         * Sets the layer's name. Default: that of the underlying layer.
         *
         * @param layerName any
         * @return this
         */
        public Builder name(String layerName) {
            name = layerName;
            return this;
        }

        /**
         * Sets the rate of the outputs h. Default: 0.
         *
         * @param rate probability of keeping the previous output
         * @return this
         */
        public Builder hidden(DropRate rate) {
            hidden = rate;
            return this;
        }

        /**
         * Sets the rate of the memory cells of an LSTM. Default: 0.
         *
         * @param rate probability of keeping the previous cell
         * @return this
         */
        public Builder cell(DropRate rate) {
            cell = rate;
            return this;
        }

        /**
         * Builds the layer.
         *
         * @return a new configuration around the given layer
         * @throws IllegalArgumentException if a rate is null, a cell rate is set around a SimpleRnn, or the layer is of
         *     another kind
         */
        public Zoneout build() {
            Zoneout layer = new Zoneout(underlying, hidden, cell);
            if (name != null) {
                layer.setLayerName(name);
            }
            return layer;
        }
    }
}
