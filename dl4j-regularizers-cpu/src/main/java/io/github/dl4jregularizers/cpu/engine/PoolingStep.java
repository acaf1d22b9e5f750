package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_max;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_workspace_md;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pooling of feature maps. The backward pass finds the places of the maxima again instead of having kept them. */
final class PoolingStep implements Step {

    private final int algorithm;
    private final Window window;
    private Value in;
    private Layout to;

    /**
     * A step.
     *
     * @param algorithm oneDNN's number of the kind of pooling
     */
    PoolingStep(int algorithm, Window window) {
        this.algorithm = algorithm;
        this.window = window;
    }

    @Override
    public long[] outputShape(long[] inputShape) {
        if (inputShape.length != 3 || !window.fits(inputShape[1], inputShape[2])) {
            throw new OneDnnException("A pooling cannot take " + Arrays.toString(inputShape));
        }
        return new long[] {inputShape[0], window.outputSize(0, inputShape[1]), window.outputSize(1, inputShape[2])};
    }

    @Override
    public Value forward(Value input, Assembly assembly) {
        in = input;
        Layout from = input.layout();
        to = assembly.maps(from.size(1), window.outputSize(0, from.size(2)), window.outputSize(1, from.size(3)));
        Operand result = assembly.isTraining() ? assembly.stored(to) : assembly.scratch(to);
        Poolings compiler = new Poolings(algorithm, window, assembly.handles());
        assembly.call(
                assembly.kernel(
                        examples -> compiler.forward(false, from.withExamples(examples), to.withExamples(examples))),
                Argument.batch(DNNL_ARG_SRC, input.read(assembly)),
                Argument.batch(DNNL_ARG_DST, result));
        return assembly.isTraining() ? Value.stored(result) : Value.passing(result, assembly);
    }

    @Override
    public Operand backward(Operand gradient, Assembly assembly) {
        Layout from = in.layout();
        Poolings compiler = new Poolings(algorithm, window, assembly.handles());
        Kernel forward = assembly.kernel(
                examples -> compiler.forward(true, from.withExamples(examples), to.withExamples(examples)));
        Kernel backward = assembly.kernel(examples ->
                compiler.backward(from.withExamples(examples), to.withExamples(examples), forward.of(examples)));
        List<Argument> arguments = new ArrayList<>();
        Operand places = null;
        if (algorithm == dnnl_pooling_max) {
            places = assembly.scratch(forward.full().layout(dnnl_query_workspace_md));
            arguments.add(Argument.asked(DNNL_ARG_WORKSPACE, places, forward, dnnl_query_workspace_md));
            findPlaces(forward, arguments.get(0), assembly);
        }
        Operand result = assembly.scratch(from);
        arguments.add(Argument.batch(DNNL_ARG_DIFF_DST, gradient));
        arguments.add(Argument.batch(DNNL_ARG_DIFF_SRC, result));
        assembly.call(backward, arguments.toArray(new Argument[0]));
        if (places != null) {
            assembly.free(places, 1);
        }
        return result;
    }

    private void findPlaces(Kernel forward, Argument places, Assembly assembly) {
        Operand values = in.read(assembly);
        Operand unused = assembly.scratch(to);
        assembly.call(forward, Argument.batch(DNNL_ARG_SRC, values), Argument.batch(DNNL_ARG_DST, unused), places);
        assembly.free(unused, 1);
    }
}
