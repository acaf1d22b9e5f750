package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_data_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_weights_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_forward_desc_init;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_inner_product_desc_t;

/** Compiles products of vectors and a weight matrix. */
final class InnerProducts implements WeightedOperation {

    @Override
    public long[] outputShape(long[] inputShape, Weights weights) {
        if (inputShape.length != 1 || inputShape[0] != weights.inputs()) {
            throw new OneDnnException("A dense layer cannot take " + Arrays.toString(inputShape));
        }
        return new long[] {weights.outputs()};
    }

    @Override
    public boolean isFastInPlainOrder() {
        return true;
    }

    @Override
    public boolean isPointwise() {
        return true;
    }

    @Override
    public Primitive forward(
            boolean training, Layout in, Layout weights, Layout bias, Layout out, PostOps postOps, Handles handles) {
        dnnl_inner_product_desc_t operation = new dnnl_inner_product_desc_t();
        OneDnnException.check(
                dnnl_inner_product_forward_desc_init(
                        operation,
                        training ? dnnl_forward_training : dnnl_forward_inference,
                        in.descriptor(),
                        weights.descriptor(),
                        Layout.descriptor(bias),
                        out.descriptor()),
                "inner product forward of " + in);
        return Primitive.of(operation, null, postOps, handles);
    }

    @Override
    public Primitive backwardData(Layout in, Layout weights, Layout out, Primitive forward, Handles handles) {
        dnnl_inner_product_desc_t operation = new dnnl_inner_product_desc_t();
        OneDnnException.check(
                dnnl_inner_product_backward_data_desc_init(
                        operation, in.descriptor(), weights.descriptor(), out.descriptor()),
                "inner product backward data of " + in);
        return Primitive.of(operation, forward, null, handles);
    }

    @Override
    public Primitive backwardWeights(
            Layout in, Layout weights, Layout bias, Layout out, Primitive forward, Handles handles) {
        dnnl_inner_product_desc_t operation = new dnnl_inner_product_desc_t();
        OneDnnException.check(
                dnnl_inner_product_backward_weights_desc_init(
                        operation, in.descriptor(), weights.descriptor(), Layout.descriptor(bias), out.descriptor()),
                "inner product backward weights of " + in);
        return Primitive.of(operation, forward, null, handles);
    }
}
