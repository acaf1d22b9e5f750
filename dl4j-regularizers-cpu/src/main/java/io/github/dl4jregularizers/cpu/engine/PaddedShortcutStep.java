package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_include_padding;

import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * Every so many rows and columns of the input, with channels of zeros behind its own. Rows and columns are taken by a
 * pooling over windows of one value.
 */
final class PaddedShortcutStep implements Step {

    private final long channels;
    private final int stride;
    private final Window window;
    private Value in;
    private Layout kept;
    private Layout padded;

    PaddedShortcutStep(long channels, int stride) {
        this.channels = channels;
        this.stride = stride;
        int[] one = {1, 1};
        window = new Window(one, new int[] {stride, stride}, new int[2], one, ConvolutionMode.Same);
    }

    @Override
    public long[] outputShape(long[] inputShape) {
        if (inputShape.length != 3 || inputShape[0] > channels) {
            throw new OneDnnException("A shortcut of " + channels + " channels got " + inputShape[0]);
        }
        return new long[] {channels, window.outputSize(0, inputShape[1]), window.outputSize(1, inputShape[2])};
    }

    @Override
    public Value forward(Value input, Assembly assembly) {
        in = input;
        Layout from = input.layout();
        long rows = window.outputSize(0, from.size(2));
        long columns = window.outputSize(1, from.size(3));
        kept = assembly.maps(from.size(1), rows, columns);
        padded = assembly.maps(channels, rows, columns);
        return Value.computed(padded, assembly, this::compute);
    }

    private Poolings compiler(Assembly assembly) {
        return new Poolings(dnnl_pooling_avg_include_padding, window, assembly.handles());
    }

    private Primitive forward(int examples, Assembly assembly) {
        return compiler(assembly).forward(true, in.layout().withExamples(examples), kept.withExamples(examples));
    }

    private Operand compute(Assembly assembly) {
        Operand values = in.read(assembly);
        Operand result = assembly.scratch(padded);
        Operand part = values;
        if (stride > 1) {
            part = assembly.scratch(kept);
            assembly.call(
                    assembly.kernel(examples -> forward(examples, assembly)),
                    Argument.batch(DNNL_ARG_SRC, values),
                    Argument.batch(DNNL_ARG_DST, part));
        }
        Copies.clear(result, assembly);
        Copies.copy(part, kept::withExamples, result, this::first, assembly);
        if (stride > 1) {
            assembly.free(part, 1);
        }
        return result;
    }

    @Override
    public Operand backward(Operand gradient, Assembly assembly) {
        Operand part = assembly.scratch(kept);
        Copies.copy(gradient, this::first, part, kept::withExamples, assembly);
        if (stride == 1) {
            return part;
        }
        Operand result = assembly.scratch(in.layout());
        assembly.call(
                assembly.kernel(examples -> compiler(assembly)
                        .backward(
                                in.layout().withExamples(examples),
                                kept.withExamples(examples),
                                forward(examples, assembly))),
                Argument.batch(DNNL_ARG_DIFF_DST, part),
                Argument.batch(DNNL_ARG_DIFF_SRC, result));
        assembly.free(part, 1);
        return result;
    }

    /** The first channels of the output. */
    private Layout first(int examples) {
        return padded.withExamples(examples).firstChannels(kept.size(1));
    }
}
