package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_v2_backward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_v2_forward_desc_init;

import org.bytedeco.dnnl.dnnl_pooling_v2_desc_t;

/** Compiles poolings over one window. */
final class Poolings {

    private final int algorithm;
    private final Window window;
    private final Handles handles;

    Poolings(int algorithm, Window window, Handles handles) {
        this.algorithm = algorithm;
        this.window = window;
        this.handles = handles;
    }

    /**
     * The forward pass.
     *
     * @param training whether a backward pass follows; maximum pooling then writes a workspace for it
     */
    Primitive forward(boolean training, Layout in, Layout out) {
        return forward(training, in, out, null);
    }

    /**
     * The forward pass.
     *
     * @param postOps operations on the result; null for none
     */
    Primitive forward(boolean training, Layout in, Layout out, PostOps postOps) {
        dnnl_pooling_v2_desc_t operation = new dnnl_pooling_v2_desc_t();
        OneDnnException.check(
                dnnl_pooling_v2_forward_desc_init(
                        operation,
                        training ? dnnl_forward_training : dnnl_forward_inference,
                        algorithm,
                        in.descriptor(),
                        out.descriptor(),
                        window.strides(),
                        window.kernel(),
                        window.dilates(),
                        window.paddingBefore(in.size(2), in.size(3)),
                        window.paddingAfter(in.size(2), in.size(3))),
                "pooling forward of " + in);
        return Primitive.of(operation, null, postOps, handles);
    }

    Primitive backward(Layout in, Layout out, Primitive forward) {
        dnnl_pooling_v2_desc_t operation = new dnnl_pooling_v2_desc_t();
        OneDnnException.check(
                dnnl_pooling_v2_backward_desc_init(
                        operation,
                        algorithm,
                        in.descriptor(),
                        out.descriptor(),
                        window.strides(),
                        window.kernel(),
                        window.dilates(),
                        window.paddingBefore(in.size(2), in.size(3)),
                        window.paddingAfter(in.size(2), in.size(3))),
                "pooling backward of " + in);
        return Primitive.of(operation, forward, null, handles);
    }
}
