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
        return outputShape(body, shortcut, inputShape);
    }

    static long[] outputShape(Chain body, Chain shortcut, long[] inputShape) {
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
        return largest(body, shortcut, inputShape);
    }

    static long largest(Chain body, Chain shortcut, long[] inputShape) {
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
        Layout layout = sum.layout();
        assembly.call(
                assembly.kernel(examples -> sum(layout.withExamples(examples), rectified, assembly)),
                Argument.batch(DNNL_ARG_SRC_0, first),
                Argument.batch(DNNL_ARG_SRC_1, second),
                Argument.batch(DNNL_ARG_DST, sum));
    }

    static Primitive sum(Layout values, boolean rectified, Assembly assembly) {
        PostOps postOps = rectified ? new PostOps().activation(Eltwise.RELU) : null;
        return new Elementwise(assembly.handles()).binary(dnnl_binary_add, values, values, postOps);
    }

    /** The gradient with respect to the sum of body and shortcut, in an array that lasts until it is freed. */
    static Operand beforeSum(Value out, Operand gradient, boolean rectified, Assembly assembly) {
        Operand delta = assembly.stored(gradient.layout());
        if (rectified) {
            ActivationStep.throughRelu(out.read(assembly), gradient, delta, assembly);
        } else {
            Copies.copy(gradient, delta, assembly);
        }
        return delta;
    }

    @Override
    public Operand backward(Operand gradient, Assembly assembly) {
        Operand delta = beforeSum(out, gradient, rectified, assembly);
        Operand ofSkip = shortcut != null && shortcut.isBarrier() ? kept(shortcut, delta, assembly) : null;
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
    static Operand kept(Chain shortcut, Operand delta, Assembly assembly) {
        return Copies.lasting(shortcut.backward(delta, assembly), assembly);
    }

    @Override
    public boolean isBarrier() {
        return body.isBarrier() || shortcut != null && shortcut.isBarrier();
    }
}
