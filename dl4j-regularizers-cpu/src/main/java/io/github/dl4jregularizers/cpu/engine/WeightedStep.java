package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import java.util.ArrayList;
import java.util.List;

/** An operation with weights and the activation behind it; at inference also the batch normalization between them. */
final class WeightedStep implements Step {

    private final WeightedOperation operation;
    private final Weights weights;
    private final Eltwise activation;
    private final BatchNormStep normalization;

    private Kernel kernel;
    private Value in;
    private Value out;

    /**
     * A step.
     *
     * @param activation null for none
     * @param normalization null for none
     */
    WeightedStep(WeightedOperation operation, Weights weights, Eltwise activation, BatchNormStep normalization) {
        this.operation = operation;
        this.weights = weights;
        this.activation = activation;
        this.normalization = normalization;
    }

    @Override
    public long[] outputShape(long[] inputShape) {
        return operation.outputShape(inputShape, weights);
    }

    @Override
    public Value forward(Value input, Assembly assembly) {
        in = input;
        Layout from = input.layout();
        Layout to = assembly.maps(outputShape(from.exampleShape()));
        PostOps postOps = new PostOps();
        List<Argument> arguments = new ArrayList<>();
        if (normalization != null) {
            normalization.fold(postOps, arguments, to, assembly);
        }
        if (activation != null) {
            postOps.activation(activation);
        }
        Layout order = order(assembly);
        kernel = assembly.kernel(examples -> operation.forward(
                assembly.isTraining(),
                from.withExamples(examples),
                order,
                weights.biasLayout(),
                to.withExamples(examples),
                postOps,
                assembly.handles()));
        Operand result = assembly.isTraining() ? assembly.stored(to) : assembly.scratch(to);
        arguments.add(Argument.batch(DNNL_ARG_SRC, input.read(assembly)));
        arguments.add(Argument.fixed(
                DNNL_ARG_WEIGHTS, weights.ordered(kernel.full().layout(dnnl_query_weights_md), assembly)));
        if (weights.hasBias()) {
            arguments.add(Argument.fixed(DNNL_ARG_BIAS, weights.bias(assembly)));
        }
        arguments.add(Argument.batch(DNNL_ARG_DST, result));
        assembly.call(kernel, arguments.toArray(new Argument[0]));
        out = assembly.isTraining() ? Value.stored(result) : Value.passing(result, assembly);
        return out;
    }

    /** The order in which kernels read the weights: DL4J's own where a copy would take longer than it saves. */
    private Layout order(Assembly assembly) {
        boolean isPlain = operation.isFastInPlainOrder() && assembly.type() == Layout.FLOAT;
        return isPlain ? weights.layout() : Layout.any(assembly.type(), weights.shape());
    }

    @Override
    public Operand backward(Operand gradient, Assembly assembly) {
        Operand delta = beforeActivation(gradient, assembly);
        backwardWeights(delta, assembly);
        Operand ofInput = backwardData(delta, assembly);
        if (delta != gradient) {
            assembly.free(delta, 1);
        }
        return ofInput;
    }

    @Override
    public void backwardParameters(Operand gradient, Assembly assembly) {
        Operand delta = beforeActivation(gradient, assembly);
        backwardWeights(delta, assembly);
        if (delta != gradient) {
            assembly.free(delta, 1);
        }
    }

    private Operand beforeActivation(Operand gradient, Assembly assembly) {
        return activation == null ? gradient : ActivationStep.throughRelu(out.read(assembly), gradient, assembly);
    }

    private void backwardWeights(Operand delta, Assembly assembly) {
        new WeightGradient(operation, weights, in.layout(), delta.layout(), kernel)
                .add(in.read(assembly), delta, assembly);
    }

    private Operand backwardData(Operand gradient, Assembly assembly) {
        Layout order = order(assembly);
        Kernel backward = assembly.kernel(examples -> operation.backwardData(
                in.layout().withExamples(examples),
                order,
                gradient.layout().withExamples(examples),
                kernel.of(examples),
                assembly.handles()));
        Operand ofInput = assembly.scratch(in.layout());
        assembly.call(
                backward,
                Argument.batch(DNNL_ARG_DIFF_DST, gradient),
                Argument.fixed(
                        DNNL_ARG_WEIGHTS, weights.ordered(backward.full().layout(dnnl_query_weights_md), assembly)),
                Argument.batch(DNNL_ARG_DIFF_SRC, ofInput));
        return ofInput;
    }
}
