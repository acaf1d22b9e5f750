package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_workspace_md;

import java.util.Arrays;
import java.util.List;

/**
 * Batch normalization, with a ReLU behind it if asked. Each chunk of the batch gives its mean and variance, which are
 * combined; normalized values are computed again where they are needed.
 */
final class BatchNormStep implements Step {

    private final BatchNormArrays arrays;
    private final boolean rectified;

    private Normalizations compiler;
    private BatchNormMoments moments;
    private Layout layout;
    private Value in;
    private Value out;

    BatchNormStep(BatchNormArrays arrays, boolean rectified) {
        this.arrays = arrays;
        this.rectified = rectified;
    }

    /** Scales and shifts the result of a convolution: batch normalization with running statistics. */
    void fold(PostOps postOps, List<Argument> arguments, Layout values, Assembly assembly) {
        long[] shape = new long[values.rank()];
        Arrays.fill(shape, 1);
        shape[1] = values.size(1);
        Layout layout = Layout.plain(Layout.FLOAT, shape);
        Operand scale = assembly.prepared(layout);
        Operand shift = assembly.prepared(layout);
        arrays.foldBeforePass(scale, shift, assembly);
        arguments.add(
                Argument.fixed(DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (postOps.count() + 1) | DNNL_ARG_SRC_1, scale));
        postOps.binary(dnnl_binary_mul, layout);
        arguments.add(
                Argument.fixed(DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (postOps.count() + 1) | DNNL_ARG_SRC_1, shift));
        postOps.binary(dnnl_binary_add, layout);
    }

    @Override
    public long[] outputShape(long[] inputShape) {
        if (inputShape[0] != arrays.channels()) {
            throw new OneDnnException("Batch normalization of " + arrays.channels() + " channels got " + inputShape[0]);
        }
        return inputShape.clone();
    }

    @Override
    public Value forward(Value input, Assembly assembly) {
        in = input;
        compiler = new Normalizations(arrays.epsilon(), assembly.handles());
        layout = compiler.described(input.layout());
        moments = new BatchNormMoments(arrays, input.layout(), assembly);
        if (!assembly.isTraining()) {
            moments.takeRunning(assembly);
            return Value.passing(normalize(assembly).values(), assembly);
        }
        Operand meanPerChunk = assembly.perChunk(moments.layout());
        Operand variancePerChunk = assembly.perChunk(moments.layout());
        Operand values = input.read(assembly);
        Operand unused = assembly.scratch(input.layout());
        assembly.call(
                assembly.kernel(examples -> compiler.statistics(layout.withExamples(examples))),
                described(DNNL_ARG_SRC, values),
                described(DNNL_ARG_DST, unused),
                Argument.fixed(DNNL_ARG_MEAN, meanPerChunk),
                Argument.fixed(DNNL_ARG_VARIANCE, variancePerChunk));
        assembly.free(unused, 1);
        assembly.free(meanPerChunk, 1);
        assembly.free(variancePerChunk, 1);
        assembly.barrier(moments.combine(meanPerChunk, variancePerChunk, assembly.selection()));
        out = Value.derived(input.layout(), assembly.selection(), this::normalize);
        return out;
    }

    private Reading normalize(Assembly assembly) {
        boolean keepsSigns = rectified && assembly.isBackward();
        Kernel kernel =
                assembly.kernel(examples -> compiler.normalize(layout.withExamples(examples), rectified, keepsSigns));
        Operand values = in.read(assembly);
        Operand result = assembly.scratch(in.layout());
        Operand signs = keepsSigns ? assembly.scratch(kernel.full().layout(dnnl_query_workspace_md)) : null;
        Argument[] arguments = {
            described(DNNL_ARG_SRC, values),
            described(DNNL_ARG_DST, result),
            Argument.fixed(DNNL_ARG_MEAN, moments.mean()),
            Argument.fixed(DNNL_ARG_VARIANCE, moments.variance()),
            Argument.fixed(DNNL_ARG_SCALE, arrays.gamma(assembly)),
            Argument.fixed(DNNL_ARG_SHIFT, arrays.beta(assembly)),
            Argument.asked(DNNL_ARG_WORKSPACE, signs, kernel, dnnl_query_workspace_md)
        };
        assembly.call(kernel, keepsSigns ? arguments : Arrays.copyOf(arguments, arguments.length - 1));
        return Reading.own(result, signs);
    }

    @Override
    public Operand backward(Operand gradient, Assembly assembly) {
        Reading normalized = rectified ? assembly.reading(out) : null;
        Operand values = in.read(assembly);
        Operand partly = assembly.stored(in.layout());
        Operand gammaPerChunk = assembly.perChunk(moments.layout());
        Operand betaPerChunk = assembly.perChunk(moments.layout());
        Kernel forward =
                assembly.kernel(examples -> compiler.normalize(layout.withExamples(examples), rectified, true));
        Kernel kernel = assembly.kernel(
                examples -> compiler.backward(layout.withExamples(examples), rectified, forward.of(examples)));
        Argument[] arguments = {
            described(DNNL_ARG_SRC, values),
            described(DNNL_ARG_DIFF_DST, gradient),
            Argument.fixed(DNNL_ARG_MEAN, moments.mean()),
            Argument.fixed(DNNL_ARG_VARIANCE, moments.variance()),
            Argument.fixed(DNNL_ARG_SCALE, arrays.gamma(assembly)),
            Argument.fixed(DNNL_ARG_SHIFT, arrays.beta(assembly)),
            described(DNNL_ARG_DIFF_SRC, partly),
            Argument.fixed(DNNL_ARG_DIFF_SCALE, gammaPerChunk),
            Argument.fixed(DNNL_ARG_DIFF_SHIFT, betaPerChunk),
            Argument.asked(DNNL_ARG_WORKSPACE, rectified ? normalized.signs() : null, forward, dnnl_query_workspace_md)
        };
        assembly.call(kernel, rectified ? arguments : Arrays.copyOf(arguments, arguments.length - 1));
        assembly.free(gammaPerChunk, 1);
        assembly.free(betaPerChunk, 1);
        Operand slope = assembly.shared(moments.layout());
        Operand constant = assembly.shared(moments.layout());
        assembly.barrier(moments.gradients(gammaPerChunk, betaPerChunk, slope, constant, assembly));
        return throughStatistics(partly, slope, constant, assembly);
    }

    private Argument described(int role, Operand values) {
        return Argument.batch(role, values.as(layout));
    }

    /** Adds the gradient that flows through mean and variance, which is linear in the input. */
    private Operand throughStatistics(Operand partly, Operand slope, Operand constant, Assembly assembly) {
        Operand values = in.read(assembly);
        Operand linear = assembly.scratch(in.layout());
        assembly.call(
                assembly.kernel(examples -> compiler.normalize(layout.withExamples(examples), false, false)),
                described(DNNL_ARG_SRC, values),
                described(DNNL_ARG_DST, linear),
                Argument.fixed(DNNL_ARG_MEAN, moments.mean()),
                Argument.fixed(DNNL_ARG_VARIANCE, moments.variance()),
                Argument.fixed(DNNL_ARG_SCALE, slope),
                Argument.fixed(DNNL_ARG_SHIFT, constant));
        Elementwise sums = new Elementwise(assembly.handles());
        assembly.call(
                assembly.kernel(examples -> sums.binary(
                        dnnl_binary_add, layout.withExamples(examples), layout.withExamples(examples), null)),
                described(DNNL_ARG_SRC_0, partly),
                described(DNNL_ARG_SRC_1, linear),
                described(DNNL_ARG_DST, linear));
        assembly.free(partly, 1);
        assembly.free(slope, 1);
        assembly.free(constant, 1);
        return linear;
    }

    @Override
    public boolean isBarrier() {
        return true;
    }
}
