package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights and bias of a layer in ND4J's memory, and the gradients with respect to them. */
final class Weights {

    private final LayerArrays arrays;
    private final String weightName;
    private final String biasName;
    private final int[] axes;
    private final long[] shape;

    /**
     * For one layer.
     *
     * @param biasName null for none
     * @param axes the axis of DL4J's weights for each axis of the shape, -1 for an added axis; null for the same
     * @param shape shape that oneDNN needs: outputs and inputs first, or groups, and outputs and inputs of a group
     */
    Weights(LayerArrays arrays, String weightName, String biasName, int[] axes, long... shape) {
        this.arrays = arrays;
        this.weightName = weightName;
        this.biasName = biasName;
        this.axes = axes;
        this.shape = shape;
    }

    long[] shape() {
        return shape.clone();
    }

    private boolean isGrouped() {
        return shape.length == 5;
    }

    long outputs() {
        return isGrouped() ? shape[0] * shape[1] : shape[0];
    }

    long inputs() {
        return isGrouped() ? shape[0] * shape[2] : shape[1];
    }

    boolean hasBias() {
        return biasName != null;
    }

    /** Null without a bias. */
    Layout biasLayout() {
        return hasBias() ? Layout.plain(Layout.FLOAT, outputs()) : null;
    }

    Operand bias(Assembly assembly) {
        return assembly.external(biasLayout(), () -> arrays.parameter(biasName));
    }

    /** The weights in an order of oneDNN's, copied at the start of the pass; in place if that is their own. */
    Operand ordered(Layout order, Assembly assembly) {
        Layout own = ownLayout(arrays.parameter(weightName));
        Operand given = assembly.external(own, () -> arrays.parameter(weightName));
        if (own.isSame(order)) {
            return given;
        }
        Operand ordered = assembly.prepared(order);
        Kernel reorder = assembly.kernel(Primitive.reorder(own, order, null, assembly.handles()));
        assembly.prepare(
                assembly.job(reorder, Argument.fixed(DNNL_ARG_SRC, given), Argument.fixed(DNNL_ARG_DST, ordered)));
        return ordered;
    }

    /** Adds the chunks' gradients up into the layer's gradient views, and frees them. */
    void collect(Operand ofWeights, Operand ofBias, Assembly assembly) {
        Layout own = ownLayout(arrays.gradient(weightName));
        sum(ofWeights, assembly.external(own, () -> arrays.gradient(weightName)), assembly);
        if (ofBias != null) {
            sum(ofBias, assembly.external(biasLayout(), () -> arrays.gradient(biasName)), assembly);
        }
    }

    private static void sum(Operand perChunk, Operand total, Assembly assembly) {
        Kernel first = assembly.kernel(Primitive.reorder(perChunk.layout(), total.layout(), null, assembly.handles()));
        Kernel further = assembly.kernel(
                Primitive.reorder(perChunk.layout(), total.layout(), new PostOps().sum(), assembly.handles()));
        Argument to = Argument.fixed(DNNL_ARG_DST, total);
        Task copy = assembly.bind(first, Argument.fixed(DNNL_ARG_SRC, perChunk), to);
        Task add = assembly.bind(further, Argument.fixed(DNNL_ARG_SRC, perChunk), to);
        int selection = assembly.selection();
        assembly.besideNext((run, worker) -> {
            Task next = copy;
            for (int i = 0; i < run.chunks(); i++) {
                if (run.examples(selection, i) > 0) {
                    next.run(run, worker, i, 0);
                    next = add;
                }
            }
            if (next == copy) {
                Copies.clear(total, run, worker);
            }
        });
        assembly.free(perChunk, 2);
    }

    private Layout ownLayout(INDArray array) {
        if (axes != null) {
            long[] strides = Arrays.stream(axes)
                    .mapToLong(axis -> axis < 0 ? 1 : array.stride(axis))
                    .toArray();
            return Layout.strided(Layout.FLOAT, shape, strides);
        }
        if (Arrays.equals(array.shape(), shape)) {
            return Layout.strided(Layout.FLOAT, shape, array.stride());
        }
        if (array.ordering() != 'c' || array.length() != Arrays.stream(shape).reduce(1, (a, b) -> a * b)) {
            throw new OneDnnException(
                    "Weights of shape " + Arrays.toString(array.shape()) + " are not " + Arrays.toString(shape));
        }
        return Layout.plain(Layout.FLOAT, shape);
    }
}
