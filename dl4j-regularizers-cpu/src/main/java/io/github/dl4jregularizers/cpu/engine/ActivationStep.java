package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

/** An activation by itself. Its output is computed again in the backward pass. */
final class ActivationStep implements Step {

    private final Eltwise function;
    private Value in;

    ActivationStep(Eltwise function) {
        this.function = function;
    }

    @Override
    public long[] outputShape(long[] inputShape) {
        return inputShape.clone();
    }

    @Override
    public Value forward(Value input, Assembly assembly) {
        in = input;
        return Value.computed(input.layout(), assembly, reader -> compute(input, reader));
    }

    private Operand compute(Value input, Assembly assembly) {
        Operand values = input.read(assembly);
        Operand result = assembly.scratch(input.layout());
        Elementwise compiler = new Elementwise(assembly.handles());
        assembly.call(
                assembly.kernel(
                        examples -> compiler.forward(function, input.layout().withExamples(examples))),
                Argument.batch(DNNL_ARG_SRC, values),
                Argument.batch(DNNL_ARG_DST, result));
        return result;
    }

    @Override
    public Operand backward(Operand gradient, Assembly assembly) {
        Elementwise compiler = new Elementwise(assembly.handles());
        Operand values = in.read(assembly);
        Operand result = assembly.scratch(gradient.layout());
        assembly.call(
                assembly.kernel(examples ->
                        compiler.backward(function, gradient.layout().withExamples(examples))),
                Argument.batch(DNNL_ARG_SRC, values),
                Argument.batch(DNNL_ARG_DIFF_DST, gradient),
                Argument.batch(DNNL_ARG_DIFF_SRC, result));
        return result;
    }

    /** The gradient before a ReLU, in scratch, from what the ReLU returned. */
    static Operand throughRelu(Operand output, Operand gradient, Assembly assembly) {
        return throughRelu(output, gradient, assembly.scratch(gradient.layout()), assembly);
    }

    static Operand throughRelu(Operand output, Operand gradient, Operand result, Assembly assembly) {
        Elementwise compiler = new Elementwise(assembly.handles());
        assembly.call(
                assembly.kernel(
                        examples -> compiler.reluBackward(gradient.layout().withExamples(examples))),
                Argument.batch(DNNL_ARG_DST, output),
                Argument.batch(DNNL_ARG_DIFF_DST, gradient),
                Argument.batch(DNNL_ARG_DIFF_SRC, result));
        return result;
    }
}
