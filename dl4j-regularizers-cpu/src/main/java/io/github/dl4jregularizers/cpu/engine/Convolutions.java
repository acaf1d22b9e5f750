package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_dilated_convolution_backward_data_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_dilated_convolution_backward_weights_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_dilated_convolution_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;

/** Compiles convolutions over one window. A bias layout is null for none. */
final class Convolutions {

    private final Window window;
    private final Handles handles;

    Convolutions(Window window, Handles handles) {
        this.window = window;
        this.handles = handles;
    }

    Primitive forward(boolean training, Layout in, Layout weights, Layout bias, Layout out, PostOps postOps) {
        dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
        OneDnnException.check(
                dnnl_dilated_convolution_forward_desc_init(
                        operation,
                        training ? dnnl_forward_training : dnnl_forward_inference,
                        dnnl_convolution_direct,
                        in.descriptor(),
                        weights.descriptor(),
                        descriptor(bias),
                        out.descriptor(),
                        window.strides(),
                        window.dilates(),
                        window.paddingBefore(in.size(2), in.size(3)),
                        window.paddingAfter(in.size(2), in.size(3))),
                "convolution forward of " + in);
        return Primitive.of(operation, null, postOps, handles);
    }

    Primitive backwardData(Layout in, Layout weights, Layout out, Primitive forward) {
        dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
        OneDnnException.check(
                dnnl_dilated_convolution_backward_data_desc_init(
                        operation,
                        dnnl_convolution_direct,
                        in.descriptor(),
                        weights.descriptor(),
                        out.descriptor(),
                        window.strides(),
                        window.dilates(),
                        window.paddingBefore(in.size(2), in.size(3)),
                        window.paddingAfter(in.size(2), in.size(3))),
                "convolution backward data of " + in);
        return Primitive.of(operation, forward, null, handles);
    }

    Primitive backwardWeights(Layout in, Layout weights, Layout bias, Layout out, Primitive forward) {
        dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
        OneDnnException.check(
                dnnl_dilated_convolution_backward_weights_desc_init(
                        operation,
                        dnnl_convolution_direct,
                        in.descriptor(),
                        weights.descriptor(),
                        descriptor(bias),
                        out.descriptor(),
                        window.strides(),
                        window.dilates(),
                        window.paddingBefore(in.size(2), in.size(3)),
                        window.paddingAfter(in.size(2), in.size(3))),
                "convolution backward weights of " + in);
        return Primitive.of(operation, forward, null, handles);
    }

    private static dnnl_memory_desc_t descriptor(Layout layout) {
        return layout == null ? null : layout.descriptor();
    }
}
