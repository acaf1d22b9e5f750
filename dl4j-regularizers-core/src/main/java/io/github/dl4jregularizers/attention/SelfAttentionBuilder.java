package io.github.dl4jregularizers.attention;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/** The settings of {@link SelfAttentionWithDropout.Builder}, and which of them go together. */
abstract class SelfAttentionBuilder extends FeedForwardLayer.Builder<SelfAttentionWithDropout.Builder> {

    DropRate dropRate;
    int nHeads = 1;
    int headSize;
    boolean projectInput;
    RNNFormat dataFormat;

    SelfAttentionBuilder() {
        activationFn = new ActivationIdentity();
    }

    /**
     * The drop rate of the attention weights. (DL4J's {@code dropOut} is of the layer's input.)
     *
     * @param rate drop rate d
     * @return this
     */
    public SelfAttentionWithDropout.Builder dropRate(DropRate rate) {
        dropRate = rate;
        return (SelfAttentionWithDropout.Builder) this;
    }

    /**
     * The number of attention heads.
     *
     * @param heads at least 1; 1 without projection
     * @return this
     */
    public SelfAttentionWithDropout.Builder nHeads(int heads) {
        nHeads = heads;
        return (SelfAttentionWithDropout.Builder) this;
    }

    /**
     * The size of a head's queries, keys and values; without it nOut / nHeads.
     *
     * @param size at least 1
     * @return this
     */
    public SelfAttentionWithDropout.Builder headSize(int size) {
        headSize = Arguments.atLeast("headSize", size, 1);
        return (SelfAttentionWithDropout.Builder) this;
    }

    /**
     * Whether to project the input to queries, keys and values, and their attention to the output.
     *
     * @param project true for a layer with parameters
     * @return this
     */
    public SelfAttentionWithDropout.Builder projectInput(boolean project) {
        projectInput = project;
        return (SelfAttentionWithDropout.Builder) this;
    }

    /**
     * The format of input and output; without it that of the network's input type, and NCW where that isn't set.
     *
     * @param format NCW or NWC
     * @return this
     */
    public SelfAttentionWithDropout.Builder dataFormat(RNNFormat format) {
        dataFormat = format;
        return (SelfAttentionWithDropout.Builder) this;
    }

    /** Checks what was set, and computes what was left out. */
    final void resolve() {
        Arguments.required("dropRate", dropRate);
        Arguments.atLeast("nHeads", nHeads, 1);
        if (!(activationFn instanceof ActivationIdentity)) {
            throw Arguments.invalid("activation", "identity (put an ActivationLayer after attention)", activationFn);
        }
        if (projectInput) {
            resolveHeadSize();
        } else {
            requireUnprojected();
        }
    }

    private void resolveHeadSize() {
        Arguments.atLeast("nOut", Math.toIntExact(nOut), 1);
        if (headSize == 0 && nOut % nHeads != 0) {
            throw Arguments.invalid("nOut without headSize", "a multiple of nHeads " + nHeads, nOut);
        }
        headSize = headSize == 0 ? Math.toIntExact(nOut / nHeads) : headSize;
    }

    private void requireUnprojected() {
        if (nHeads != 1) {
            throw Arguments.invalid("nHeads without projectInput(true)", "1", nHeads);
        }
        if (headSize != 0) {
            throw Arguments.invalid("headSize without projectInput(true)", "left out", headSize);
        }
        if (nIn != 0) {
            nOut = SelfAttentionWithDropout.unprojectedSize("nOut", nOut, nIn);
        }
    }
}
