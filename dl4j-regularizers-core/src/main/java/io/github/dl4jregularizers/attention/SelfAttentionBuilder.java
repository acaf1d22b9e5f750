package io.github.dl4jregularizers.attention;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/** Settings of {@link SelfAttentionWithDropout.Builder}, with their checks. */
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
     * Sets the drop rate of the attention weights. DL4J's {@code dropOut} applies to the layer's input.
     *
     * @param rate drop rate d
     * @return this
     */
    public SelfAttentionWithDropout.Builder dropRate(DropRate rate) {
        dropRate = rate;
        return (SelfAttentionWithDropout.Builder) this;
    }

    /**
     * Sets the number of attention heads. Default: 1.
     *
     * @param heads at least 1; 1 without projection
     * @return this
     */
    public SelfAttentionWithDropout.Builder nHeads(int heads) {
        nHeads = heads;
        return (SelfAttentionWithDropout.Builder) this;
    }

    /**
     * Sets the size of a head's queries, keys and values. Default: nOut / nHeads.
     *
     * @param size at least 1
     * @return this
     */
    public SelfAttentionWithDropout.Builder headSize(int size) {
        headSize = Arguments.atLeast("headSize", size, 1);
        return (SelfAttentionWithDropout.Builder) this;
    }

    /**
     * Sets whether to project the input to queries, keys and values, and the heads to the output. Default: false.
     *
     * @param project true for a layer with parameters
     * @return this
     */
    public SelfAttentionWithDropout.Builder projectInput(boolean project) {
        projectInput = project;
        return (SelfAttentionWithDropout.Builder) this;
    }

    /**
     * Sets the format of input and output. Default: that of the network's input type; NCW without one.
     *
     * @param format NCW or NWC
     * @return this
     */
    public SelfAttentionWithDropout.Builder dataFormat(RNNFormat format) {
        dataFormat = format;
        return (SelfAttentionWithDropout.Builder) this;
    }

    /** Checks the settings, and computes defaults that depend on others. */
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
