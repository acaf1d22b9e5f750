package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_backward;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_backward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_fuse_norm_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_global_stats;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scale;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_shift;

import org.bytedeco.dnnl.dnnl_batch_normalization_desc_t;

/** Compiles batch normalizations. */
final class Normalizations {

    /** Start of the names of oneDNN's kernels for the instructions of this processor. */
    private static final String COMPILED = "bnorm_jit";

    private final float epsilon;
    private final Handles handles;

    Normalizations(double epsilon, Handles handles) {
        this.epsilon = (float) epsilon;
        this.handles = handles;
    }

    /**
     * How to describe values to the primitives. Their kernels for blocks of channels prepare each channel once, those
     * for channels last do it at each position.
     */
    Layout described(Layout values) {
        Layout block = values.asBlock();
        return block != null && statistics(block).implementation().startsWith(COMPILED) ? block : values;
    }

    /** Mean and variance of the values, and the normalized values. */
    Primitive statistics(Layout values) {
        return forward(dnnl_forward_training, values, 0);
    }

    /**
     * Normalizes with given statistics.
     *
     * @param keepsSigns whether to write the workspace that the backward pass of a ReLU needs
     */
    Primitive normalize(Layout values, boolean rectified, boolean keepsSigns) {
        return forward(keepsSigns ? dnnl_forward_training : dnnl_forward_inference, values, flags(rectified));
    }

    private Primitive forward(int pass, Layout values, int flags) {
        dnnl_batch_normalization_desc_t operation = new dnnl_batch_normalization_desc_t();
        OneDnnException.check(
                dnnl_batch_normalization_forward_desc_init(operation, pass, values.descriptor(), epsilon, flags),
                "batch normalization forward of " + values);
        return Primitive.of(operation, null, null, handles);
    }

    /** Gradients with the statistics held constant. */
    Primitive backward(Layout values, boolean rectified, Primitive forward) {
        dnnl_batch_normalization_desc_t operation = new dnnl_batch_normalization_desc_t();
        OneDnnException.check(
                dnnl_batch_normalization_backward_desc_init(
                        operation, dnnl_backward, values.descriptor(), values.descriptor(), epsilon, flags(rectified)),
                "batch normalization backward of " + values);
        return Primitive.of(operation, forward, null, handles);
    }

    private static int flags(boolean rectified) {
        return dnnl_use_global_stats | dnnl_use_scale | dnnl_use_shift | (rectified ? dnnl_fuse_norm_relu : 0);
    }
}
