package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.Objects;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** Gaussian dropout with one deliberate fault, independent of the library's. */
@JsonAutoDetect(fieldVisibility = Visibility.ANY)
final class FaultyDropout implements IDropout, Stochastic {

    /** The kind of fault. */
    enum Fault {
        NONE,
        UNMASKED_GRADIENT,
        STATE_SHARED_BETWEEN_CLONES,
        WRONG_SCALE,
        INPUT_CHANGED,
        NO_EQUALS,
        ANY_RATE_ACCEPTED,
        MASK_DRAWN_ONCE,
        SOURCE_LOST
    }

    /** The mask between the passes, in a box that clones may share. */
    private static final class State {
        private INDArray mask;
    }

    private final double rate;
    private final Fault fault;
    private transient NoiseSource noise = BackendNoise.INSTANCE;
    private transient State state = new State();

    @JsonCreator
    FaultyDropout(@JsonProperty("rate") double rate, @JsonProperty("fault") Fault fault) {
        if (fault != Fault.ANY_RATE_ACCEPTED && !(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("rate must be in [0, 1), but was " + rate);
        }
        this.rate = rate;
        this.fault = fault;
    }

    /** Restores transient fields after Java deserialization. */
    private Object readResolve() {
        return fault == Fault.SOURCE_LOST ? this : new FaultyDropout(rate, fault);
    }

    @Override
    public FaultyDropout withNoise(NoiseSource source) {
        FaultyDropout copy = clone();
        copy.noise = source;
        return copy;
    }

    @Override
    public boolean drawsPerExample() {
        return true;
    }

    @Override
    public INDArray applyDropout(INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr manager) {
        if (state.mask == null) {
            INDArray drawn = fault == Fault.MASK_DRAWN_ONCE
                    ? input.ulike().detach()
                    : manager.createUninitialized(ArrayType.INPUT, input.dataType(), input.shape());
            double variance = fault == Fault.WRONG_SCALE ? rate : rate / (1 - rate);
            noise.gaussian(drawn, 1, Math.sqrt(variance));
            state.mask = drawn;
        }
        INDArray product = input.mul(state.mask);
        if (fault == Fault.INPUT_CHANGED) {
            input.assign(product);
        }
        return result.assign(product);
    }

    @Override
    public INDArray backprop(INDArray gradAtOutput, INDArray gradAtInput, int iteration, int epoch) {
        INDArray masked = gradAtOutput.mul(state.mask);
        clear();
        return gradAtInput.assign(fault == Fault.UNMASKED_GRADIENT ? gradAtOutput : masked);
    }

    @Override
    public void clear() {
        if (fault != Fault.MASK_DRAWN_ONCE) {
            state.mask = null;
        }
    }

    @Override
    public FaultyDropout clone() {
        FaultyDropout copy = new FaultyDropout(rate, fault);
        copy.noise = noise;
        if (fault == Fault.STATE_SHARED_BETWEEN_CLONES) {
            copy.state = state;
        }
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        if (fault == Fault.NO_EQUALS || !(other instanceof FaultyDropout)) {
            return this == other;
        }
        return rate == ((FaultyDropout) other).rate && fault == ((FaultyDropout) other).fault;
    }

    @Override
    public int hashCode() {
        return fault == Fault.NO_EQUALS ? System.identityHashCode(this) : Objects.hash(rate, fault);
    }
}
