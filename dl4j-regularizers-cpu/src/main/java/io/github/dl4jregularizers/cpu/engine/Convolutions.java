package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_dilated_convolution_backward_data_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_dilated_convolution_backward_weights_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_dilated_convolution_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_convolution_desc_t;

/** Compiles convolutions over one window, of all channels or of groups of channels. */
final class Convolutions implements WeightedOperation {

    private final Window window;

    Convolutions(Window window) {
        this.window = window;
    }

    @Override
    public long[] outputShape(long[] inputShape, Weights weights) {
        if (inputShape.length != 3 || inputShape[0] != weights.inputs() || !window.fits(inputShape[1], inputShape[2])) {
            throw new OneDnnException("A convolution cannot take " + Arrays.toString(inputShape));
        }
        return new long[] {weights.outputs(), window.outputSize(0, inputShape[1]), window.outputSize(1, inputShape[2])};
    }

    @Override
    public Primitive forward(
            boolean training, Layout in, Layout weights, Layout bias, Layout out, PostOps postOps, Handles handles) {
        dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
        OneDnnException.check(
                dnnl_dilated_convolution_forward_desc_init(
                        operation,
                        training ? dnnl_forward_training : dnnl_forward_inference,
                        dnnl_convolution_direct,
                        in.descriptor(),
                        weights.descriptor(),
                        Layout.descriptor(bias),
                        out.descriptor(),
                        window.strides(),
                        window.dilates(),
                        window.paddingBefore(in.size(2), in.size(3)),
                        window.paddingAfter(in.size(2), in.size(3))),
                "convolution forward of " + in);
        return Primitive.of(operation, null, postOps, handles);
    }

    @Override
    public Primitive backwardData(Layout in, Layout weights, Layout out, Primitive forward, Handles handles) {
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

    @Override
    public Primitive backwardWeights(
            Layout in, Layout weights, Layout bias, Layout out, Primitive forward, Handles handles) {
        dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
        OneDnnException.check(
                dnnl_dilated_convolution_backward_weights_desc_init(
                        operation,
                        dnnl_convolution_direct,
                        in.descriptor(),
                        weights.descriptor(),
                        Layout.descriptor(bias),
                        out.descriptor(),
                        window.strides(),
                        window.dilates(),
                        window.paddingBefore(in.size(2), in.size(3)),
                        window.paddingAfter(in.size(2), in.size(3))),
                "convolution backward weights of " + in);
        return Primitive.of(operation, forward, null, handles);
    }
}
