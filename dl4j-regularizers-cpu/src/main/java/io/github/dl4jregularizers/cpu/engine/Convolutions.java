package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.dnnl.dnnl_convolution_desc_t;

/** Compiles convolutions or deconvolutions over one window, of all channels or of groups of channels. */
final class Convolutions implements WeightedOperation {

    private final ConvolutionKind kind;
    private final Window window;

    private Convolutions(ConvolutionKind kind, Window window) {
        this.kind = kind;
        this.window = window;
    }

    static Convolutions over(Window window) {
        return new Convolutions(ConvolutionKind.CONVOLUTION, window);
    }

    /** The transposed operation. */
    static Convolutions transposed(Window window) {
        return new Convolutions(ConvolutionKind.DECONVOLUTION, window.transposed());
    }

    @Override
    public long[] outputShape(long[] inputShape, Weights weights) {
        if (inputShape.length != 3 || inputShape[0] != weights.inputs() || !window.fits(inputShape[1], inputShape[2])) {
            throw new OneDnnException("A " + name() + " cannot take " + Arrays.toString(inputShape));
        }
        return new long[] {weights.outputs(), window.outputSize(0, inputShape[1]), window.outputSize(1, inputShape[2])};
    }

    @Override
    public boolean isFastInPlainOrder() {
        return false;
    }

    @Override
    public boolean isPointwise() {
        return kind == ConvolutionKind.CONVOLUTION && window.isPoint();
    }

    @Override
    public Primitive forward(
            boolean training, Layout in, Layout weights, Layout bias, Layout out, PostOps postOps, Handles handles) {
        dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
        OneDnnException.check(
                kind.forward.fill(
                        operation,
                        training ? dnnl_forward_training : dnnl_forward_inference,
                        kind.algorithm,
                        in.descriptor(),
                        weights.descriptor(),
                        Layout.descriptor(bias),
                        out.descriptor(),
                        window.strides(),
                        window.dilates(),
                        window.paddingBefore(in.size(2), in.size(3)),
                        window.paddingAfter(in.size(2), in.size(3))),
                name() + " forward of " + in);
        return Primitive.of(operation, null, postOps, handles);
    }

    @Override
    public Primitive backwardData(Layout in, Layout weights, Layout out, Primitive forward, Handles handles) {
        dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
        OneDnnException.check(
                kind.backwardData.fill(
                        operation,
                        kind.algorithm,
                        in.descriptor(),
                        weights.descriptor(),
                        out.descriptor(),
                        window.strides(),
                        window.dilates(),
                        window.paddingBefore(in.size(2), in.size(3)),
                        window.paddingAfter(in.size(2), in.size(3))),
                name() + " backward data of " + in);
        return Primitive.of(operation, forward, null, handles);
    }

    @Override
    public Primitive backwardWeights(
            Layout in, Layout weights, Layout bias, Layout out, Primitive forward, Handles handles) {
        dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
        OneDnnException.check(
                kind.backwardWeights.fill(
                        operation,
                        kind.algorithm,
                        in.descriptor(),
                        weights.descriptor(),
                        Layout.descriptor(bias),
                        out.descriptor(),
                        window.strides(),
                        window.dilates(),
                        window.paddingBefore(in.size(2), in.size(3)),
                        window.paddingAfter(in.size(2), in.size(3))),
                name() + " backward weights of " + in);
        return Primitive.of(operation, forward, null, handles);
    }

    private String name() {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
