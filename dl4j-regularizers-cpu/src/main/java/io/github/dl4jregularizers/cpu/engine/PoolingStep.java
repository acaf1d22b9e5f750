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

/** Pooling of feature maps. Training keeps the places of the maxima, one or four bytes each, for the backward pass. */
final class PoolingStep implements Step {

    private final int algorithm;
    private final Window window;
    private Value in;
    private Layout to;
    private Kernel kernel;
    private boolean keepsPlaces;
    private Operand places;

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
        to = assembly.maps(outputShape(from.exampleShape()));
        boolean training = assembly.isTraining();
        keepsPlaces = training && algorithm == dnnl_pooling_max;
        Operand result = training ? assembly.stored(to) : assembly.scratch(to);
        Poolings compiler = new Poolings(algorithm, window, assembly.handles());
        kernel = assembly.kernel(
                examples -> compiler.forward(training, from.withExamples(examples), to.withExamples(examples)));
        List<Argument> arguments = new ArrayList<>();
        arguments.add(Argument.batch(DNNL_ARG_SRC, input.read(assembly)));
        arguments.add(Argument.batch(DNNL_ARG_DST, result));
        if (keepsPlaces) {
            places = assembly.stored(kernel.full().layout(dnnl_query_workspace_md));
            arguments.add(places());
        }
        assembly.call(kernel, arguments.toArray(new Argument[0]));
        return training ? Value.stored(result) : Value.passing(result, assembly);
    }

    private Argument places() {
        return Argument.asked(DNNL_ARG_WORKSPACE, places, kernel, dnnl_query_workspace_md);
    }

    @Override
    public Operand backward(Operand gradient, Assembly assembly) {
        Layout from = in.layout();
        Poolings compiler = new Poolings(algorithm, window, assembly.handles());
        Kernel backward = assembly.kernel(examples ->
                compiler.backward(from.withExamples(examples), to.withExamples(examples), kernel.of(examples)));
        Operand result = assembly.scratch(from);
        List<Argument> arguments = new ArrayList<>();
        arguments.add(Argument.batch(DNNL_ARG_DIFF_DST, gradient));
        arguments.add(Argument.batch(DNNL_ARG_DIFF_SRC, result));
        if (keepsPlaces) {
            arguments.add(places());
        }
        assembly.call(backward, arguments.toArray(new Argument[0]));
        if (keepsPlaces) {
            assembly.free(places, 1);
        }
        return result;
    }
}
