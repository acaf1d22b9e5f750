package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_include_padding;
import static org.bytedeco.dnnl.global.dnnl.dnnl_resampling_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_resampling_nearest;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_resampling_desc_t;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * Repeats each row and each column. The gradient is the sum over the copies: average pooling, times their number.
 */
final class UpsamplingStep implements Step {

    private final int[] copies;
    private Value in;

    /**
     * A step.
     *
     * @param copies number of copies of each row and of each column
     */
    UpsamplingStep(int... copies) {
        this.copies = copies.clone();
    }

    @Override
    public long[] outputShape(long[] inputShape) {
        if (inputShape.length != 3) {
            throw new OneDnnException("Upsampling cannot take " + Arrays.toString(inputShape));
        }
        return new long[] {inputShape[0], inputShape[1] * copies[0], inputShape[2] * copies[1]};
    }

    @Override
    public Value forward(Value input, Assembly assembly) {
        in = input;
        Layout to = assembly.maps(outputShape(input.layout().exampleShape()));
        return Value.computed(to, assembly, reader -> repeat(input, to, reader));
    }

    private static Operand repeat(Value input, Layout to, Assembly assembly) {
        Layout from = input.layout();
        Operand values = input.read(assembly);
        Operand result = assembly.scratch(to);
        assembly.call(
                assembly.kernel(examples ->
                        repetition(from.withExamples(examples), to.withExamples(examples), assembly.handles())),
                Argument.batch(DNNL_ARG_SRC, values),
                Argument.batch(DNNL_ARG_DST, result));
        return result;
    }

    private static Primitive repetition(Layout from, Layout to, Handles handles) {
        dnnl_resampling_desc_t operation = new dnnl_resampling_desc_t();
        OneDnnException.check(
                dnnl_resampling_forward_desc_init(
                        operation,
                        dnnl_forward_training,
                        dnnl_resampling_nearest,
                        (FloatPointer) null,
                        from.descriptor(),
                        to.descriptor()),
                "upsampling of " + from);
        return Primitive.of(operation, null, null, handles);
    }

    @Override
    public Operand backward(Operand gradient, Assembly assembly) {
        Layout from = gradient.layout();
        Layout to = in.layout();
        Window window = new Window(copies, copies, new int[2], new int[] {1, 1}, ConvolutionMode.Truncate);
        Poolings pooling = new Poolings(dnnl_pooling_avg_include_padding, window, assembly.handles());
        PostOps sum = new PostOps().activation(Eltwise.times(copies[0] * copies[1]));
        Operand result = assembly.scratch(to);
        assembly.call(
                assembly.kernel(examples ->
                        pooling.forward(false, from.withExamples(examples), to.withExamples(examples), sum)),
                Argument.batch(DNNL_ARG_SRC, gradient),
                Argument.batch(DNNL_ARG_DST, result));
        return result;
    }
}
