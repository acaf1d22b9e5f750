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

    boolean isGrouped() {
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
        Layout own = layout();
        Operand given = assembly.external(own, () -> arrays.parameter(weightName));
        if (own.isSame(order)) {
            return given;
        }
        Operand ordered = assembly.prepared(order);
        Kernel reorder = assembly.kernel(Primitive.reorder(own, order, null, assembly.handles()));
        assembly.stages()
                .prepare(assembly.job(
                        reorder, Argument.fixed(DNNL_ARG_SRC, given), Argument.fixed(DNNL_ARG_DST, ordered)));
        return ordered;
    }

    /** The order of the weights in DL4J's array. */
    Layout layout() {
        return ownLayout(arrays.parameter(weightName));
    }

    Layout gradientLayout() {
        return ownLayout(arrays.gradient(weightName));
    }

    /** Whether the gradient lies row by row, outputs first. */
    boolean hasPlainGradient() {
        return gradientLayout().isSame(Layout.plain(Layout.FLOAT, shape));
    }

    long bytes() {
        return Float.BYTES * arrays.parameter(weightName).length();
    }

    Operand gradient(Assembly assembly) {
        return assembly.external(gradientLayout(), () -> arrays.gradient(weightName));
    }

    Operand biasGradient(Assembly assembly) {
        return assembly.external(biasLayout(), () -> arrays.gradient(biasName));
    }

    /**
     * Adds the parts' gradients up into the layer's gradient views, and frees them.
     *
     * @param ofWeights null if they are there already
     * @param ofBias null for none, or if they are there already
     * @param stages number of the stage that does it, counted from this one
     */
    void collect(Operand ofWeights, Operand ofBias, Share share, int stages, Assembly assembly) {
        if (ofWeights != null) {
            sum(ofWeights, gradient(assembly), share, stages, assembly);
        }
        if (ofBias != null) {
            sum(ofBias, biasGradient(assembly), share, stages, assembly);
        }
    }

    private static void sum(Operand perPart, Operand total, Share share, int stages, Assembly assembly) {
        Kernel first = assembly.kernel(Primitive.reorder(perPart.layout(), total.layout(), null, assembly.handles()));
        Kernel further = assembly.kernel(
                Primitive.reorder(perPart.layout(), total.layout(), new PostOps().sum(), assembly.handles()));
        Argument to = Argument.fixed(DNNL_ARG_DST, total);
        Task copy = assembly.bind(first, Argument.fixed(DNNL_ARG_SRC, perPart), to);
        Task add = assembly.bind(further, Argument.fixed(DNNL_ARG_SRC, perPart), to);
        assembly.stages().beside(stages, (run, worker) -> {
            Task next = copy;
            for (int i = 0; i < share.parts(); i++) {
                if (share.examples(run, i) > 0) {
                    next.run(run, worker, i, 0);
                    next = add;
                }
            }
            if (next == copy) {
                Copies.clear(total, run, worker);
            }
        });
        assembly.free(perPart, stages + 1);
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
