package io.github.dl4jregularizers.augment;

import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sums the gradients at a network's input. Replaces the preprocessor of that input, and calls it. */
final class EpsilonTap implements InputPreProcessor {

    private static final long serialVersionUID = 1L;

    /** The original preprocessor; null for none. */
    private final InputPreProcessor inner;

    private final transient InputGradient receiver;

    /** Index of the input. */
    private final int input;

    EpsilonTap(InputPreProcessor inner, InputGradient receiver, int input) {
        this.input = input;
        this.inner = inner;
        this.receiver = receiver;
    }

    @Override
    public INDArray preProcess(INDArray input, int minibatch, LayerWorkspaceMgr workspaces) {
        return inner == null ? input : inner.preProcess(input, minibatch, workspaces);
    }

    @Override
    public INDArray backprop(INDArray epsilon, int minibatch, LayerWorkspaceMgr workspaces) {
        INDArray atInput = inner == null || epsilon == null ? epsilon : inner.backprop(epsilon, minibatch, workspaces);
        receiver.add(input, atInput);
        return atInput;
    }

    /** DL4J builds networks from copies of a configuration. All copies report to the same receiver. */
    @Override
    public InputPreProcessor clone() {
        return new EpsilonTap(inner == null ? null : inner.clone(), receiver, input);
    }

    @Override
    public InputType getOutputType(InputType type) {
        return inner == null ? type : inner.getOutputType(type);
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int minibatch) {
        return inner == null ? new Pair<>(mask, state) : inner.feedForwardMaskArray(mask, state, minibatch);
    }
}
