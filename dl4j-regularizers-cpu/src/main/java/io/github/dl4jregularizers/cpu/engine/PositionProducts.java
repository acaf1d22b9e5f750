package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_desc_init;

import org.bytedeco.dnnl.dnnl_matmul_desc_t;

/**
 * Gradients of weights that are multiplied by the vector at each position: one matrix product, whose rows are the
 * positions of all examples. It writes the weights' own order and is faster than the backward pass of a convolution.
 */
final class PositionProducts {

    private PositionProducts() {}

    /**
     * A kernel for up to so many examples.
     *
     * @param in layout of the operation's input
     * @param out layout of its output
     */
    static Kernel kernel(int most, Layout in, Layout out, Assembly assembly) {
        return assembly.kernel(
                most,
                examples -> product(
                        columns(out.withExamples(examples)), rows(in.withExamples(examples)), assembly.handles()));
    }

    /** The arguments, for arrays of a full part of the batch. */
    static Argument[] arguments(Operand source, Operand gradient, Operand ofWeights) {
        Layout weights = Layout.plain(
                Layout.FLOAT, gradient.layout().size(1), source.layout().size(1));
        return new Argument[] {
            Argument.part(
                    DNNL_ARG_SRC,
                    gradient,
                    examples -> columns(gradient.layout().withExamples(examples))),
            Argument.part(
                    DNNL_ARG_WEIGHTS, source, examples -> rows(source.layout().withExamples(examples))),
            Argument.fixed(DNNL_ARG_DST, ofWeights.as(weights))
        };
    }

    private static long positions(Layout values) {
        long count = values.size(0);
        for (int axis = 2; axis < values.rank(); axis++) {
            count *= values.size(axis);
        }
        return count;
    }

    /** A row per position. */
    private static Layout rows(Layout values) {
        return Layout.plain(values.type(), positions(values), values.size(1));
    }

    /** A column per position. */
    private static Layout columns(Layout values) {
        long channels = values.size(1);
        return Layout.strided(values.type(), new long[] {channels, positions(values)}, new long[] {1, channels});
    }

    private static Primitive product(Layout columns, Layout rows, Handles handles) {
        dnnl_matmul_desc_t operation = new dnnl_matmul_desc_t();
        Layout result = Layout.plain(Layout.FLOAT, columns.size(0), rows.size(1));
        OneDnnException.check(
                dnnl_matmul_desc_init(operation, columns.descriptor(), rows.descriptor(), null, result.descriptor()),
                "matrix product of " + columns + " and " + rows);
        return Primitive.of(operation, null, null, handles);
    }
}
