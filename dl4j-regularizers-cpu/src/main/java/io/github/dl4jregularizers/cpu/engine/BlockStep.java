package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;

import java.util.Arrays;

/** A residual block: ReLU, or nothing, of the sum of a body and a shortcut. */
final class BlockStep implements Step {

    private final Chain body;
    private final Chain shortcut;
    private final boolean rectified;
    private Value out;

    /**
     * A block.
     *
     * @param shortcut null for the identity
     */
    BlockStep(Chain body, Chain shortcut, boolean rectified) {
        this.body = body;
        this.shortcut = shortcut;
        this.rectified = rectified;
    }

    @Override
    public long[] outputShape(long[] inputShape) {
        long[] shape = body.outputShape(inputShape);
        long[] skip = shortcut == null ? inputShape : shortcut.outputShape(inputShape);
        if (!Arrays.equals(shape, skip)) {
            throw new OneDnnException(
                    "A body gives " + Arrays.toString(shape) + ", its shortcut " + Arrays.toString(skip));
        }
        return shape;
    }

    @Override
    public long largest(long[] inputShape) {
        long ofSkip = shortcut == null ? 0 : shortcut.largest(inputShape);
        return Math.max(body.largest(inputShape), ofSkip);
    }

    @Override
    public Value forward(Value input, Assembly assembly) {
        Value residual = body.forward(input, assembly);
        Value skip = shortcut == null ? input : shortcut.forward(input, assembly);
        Layout layout = residual.layout();
        Operand result = assembly.isTraining() ? assembly.stored(layout) : assembly.scratch(layout);
        add(residual.read(assembly), skip.read(assembly), result, rectified, assembly);
        if (!assembly.isTraining()) {
            assembly.forget(residual);
            if (skip != input) {
                assembly.forget(skip);
            }
        }
        out = assembly.isTraining() ? Value.stored(result) : Value.passing(result, assembly);
        return out;
    }

    private static void add(Operand first, Operand second, Operand sum, boolean rectified, Assembly assembly) {
        Elementwise compiler = new Elementwise(assembly.handles());
        PostOps postOps = rectified ? new PostOps().activation(Eltwise.RELU) : null;
        Layout layout = sum.layout();
        assembly.call(
                assembly.kernel(examples -> compiler.binary(
                        dnnl_binary_add, layout.withExamples(examples), layout.withExamples(examples), postOps)),
                Argument.batch(DNNL_ARG_SRC_0, first),
                Argument.batch(DNNL_ARG_SRC_1, second),
                Argument.batch(DNNL_ARG_DST, sum));
    }

    @Override
    public Operand backward(Operand gradient, Assembly assembly) {
        Operand delta = assembly.stored(gradient.layout());
        if (rectified) {
            ActivationStep.throughRelu(out.read(assembly), gradient, delta, assembly);
        } else {
            Copies.copy(gradient, delta, assembly);
        }
        Operand ofSkip = shortcut != null && shortcut.isBarrier() ? kept(delta, assembly) : null;
        Operand ofBody = body.backward(delta, assembly);
        if (shortcut != null && ofSkip == null) {
            ofSkip = shortcut.backward(delta, assembly);
        }
        Operand sum = assembly.scratch(ofBody.layout());
        add(ofBody, shortcut == null ? delta : ofSkip, sum, false, assembly);
        assembly.free(ofBody, 1);
        assembly.free(delta, 1);
        if (ofSkip != null) {
            assembly.free(ofSkip, 1);
        }
        return sum;
    }

    /** The shortcut's gradient where it lasts until the body's is there. */
    private Operand kept(Operand delta, Assembly assembly) {
        Operand passing = shortcut.backward(delta, assembly);
        Operand kept = assembly.stored(passing.layout());
        Copies.copy(passing, kept, assembly);
        assembly.free(passing, 1);
        return kept;
    }

    @Override
    public boolean isBarrier() {
        return body.isBarrier() || shortcut != null && shortcut.isBarrier();
    }
}
