package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_backward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

import org.bytedeco.dnnl.dnnl_binary_desc_t;
import org.bytedeco.dnnl.dnnl_eltwise_desc_t;

/** Compiles operations on each value. */
final class Elementwise {

    private final Handles handles;

    Elementwise(Handles handles) {
        this.handles = handles;
    }

    /** Result of two arrays; the second may have axes of size 1. */
    Primitive binary(int algorithm, Layout first, Layout second, PostOps postOps) {
        dnnl_binary_desc_t operation = new dnnl_binary_desc_t();
        OneDnnException.check(
                dnnl_binary_desc_init(
                        operation, algorithm, first.descriptor(), second.descriptor(), first.descriptor()),
                "binary operation of " + first + " and " + second);
        return Primitive.of(operation, null, postOps, handles);
    }

    Primitive forward(Eltwise function, Layout values) {
        return forward(function.algorithm(), function, values);
    }

    /** Gradient from the input of the function. */
    Primitive backward(Eltwise function, Layout values) {
        return backward(function.algorithm(), function, values);
    }

    /** Gradient of ReLU from its output. */
    Primitive reluBackward(Layout values) {
        return backward(dnnl_eltwise_relu_use_dst_for_bwd, Eltwise.RELU, values);
    }

    private Primitive forward(int algorithm, Eltwise function, Layout values) {
        dnnl_eltwise_desc_t operation = new dnnl_eltwise_desc_t();
        OneDnnException.check(
                dnnl_eltwise_forward_desc_init(
                        operation,
                        dnnl_forward_training,
                        algorithm,
                        values.descriptor(),
                        function.alpha(),
                        function.beta()),
                "activation of " + values);
        return Primitive.of(operation, null, null, handles);
    }

    private Primitive backward(int algorithm, Eltwise function, Layout values) {
        dnnl_eltwise_desc_t operation = new dnnl_eltwise_desc_t();
        OneDnnException.check(
                dnnl_eltwise_backward_desc_init(
                        operation,
                        algorithm,
                        values.descriptor(),
                        values.descriptor(),
                        function.alpha(),
                        function.beta()),
                "activation backward of " + values);
        return Primitive.of(operation, forward(algorithm, function, values), null, handles);
    }
}
