package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The matrix products of a dense layer with one mask per example: y_i = (M_i * W)^T x_i. The gradients are dx_i = (M_i
 * * W) g_i and dW = sum_i M_i * (x_i g_i^T).
 *
 * <p>Masks are drawn for as many examples at a time as fit the memory limit. A batch that fits keeps its masks for the
 * backward pass; otherwise both passes draw the same masks. A mask has DL4J's memory layout of W, [out, in] in c order.
 */
final class ExampleMasks {

    /** Draws the masks of consecutive examples. A mask depends on its example's index only. */
    @FunctionalInterface
    interface Source {
        /**
         * Fills with 0 and 1 / retain probability.
         *
         * @param masks [examples, out, in]
         * @param firstExample index of the first example in the batch
         */
        void fill(INDArray masks, long firstExample);
    }

    private final Source source;
    private final long atOnce;
    private INDArray kept;

    /**
     * Masks of one batch.
     *
     * @param source source of the masks
     * @param atOnce maximum number of examples per draw
     */
    ExampleMasks(Source source, long atOnce) {
        this.source = source;
        this.atOnce = atOnce;
    }

    /**
     * Computes the products with the inputs.
     *
     * @param input [batch, in]
     * @param weights [in, out]
     * @param output [batch, out], to be written
     */
    void forward(INDArray input, INDArray weights, INDArray output, LayerWorkspaceMgr workspaces) {
        long batch = input.size(0);
        if (kept == null && batch <= atOnce) {
            kept = array(ArrayType.INPUT, weights, batch, BackwardArrays.in(workspaces));
            source.fill(kept, 0);
        }
        INDArray flat = weights.transpose().reshape(1, weights.length());
        INDArray work = array(ArrayType.FF_WORKING_MEM, weights, Math.min(batch, atOnce), workspaces);
        for (long first = 0; first < batch; first += atOnce) {
            long end = Math.min(batch, first + atOnce);
            INDArray product = rows(work, 0, end - first);
            INDArray mask = kept == null ? drawn(product, first) : kept;
            Nd4j.exec(new MulOp(matrix(mask), flat, matrix(product)));
            INDArray x = rows(input, first, end);
            INDArray y = rows(output, first, end);
            multiply(product, x.reshape(x.size(0), x.size(1), 1), y.reshape(y.size(0), y.size(1), 1));
        }
    }

    /**
     * Computes the gradients from that of {@code output}.
     *
     * @param input [batch, in]
     * @param gradient [batch, out]
     * @param weights [in, out]
     * @param weightGradient [in, out], to be written
     * @param inputGradient [batch, in], to be written
     */
    void backward(
            INDArray input,
            INDArray gradient,
            INDArray weights,
            INDArray weightGradient,
            INDArray inputGradient,
            LayerWorkspaceMgr workspaces) {
        long batch = input.size(0);
        long size = Math.min(batch, atOnce);
        INDArray flat = weights.transpose().reshape(1, weights.length());
        INDArray sum = weightGradient.transpose().reshape(weights.length(), 1);
        INDArray work = array(ArrayType.BP_WORKING_MEM, weights, size, workspaces);
        INDArray redrawn = kept == null ? array(ArrayType.BP_WORKING_MEM, weights, size, workspaces) : null;
        INDArray ones = workspaces.createUninitialized(ArrayType.BP_WORKING_MEM, weights.dataType(), size, 1);
        ones.assign(1);
        for (long first = 0; first < batch; first += atOnce) {
            long end = Math.min(batch, first + atOnce);
            INDArray product = rows(work, 0, end - first);
            INDArray mask = kept == null ? drawn(rows(redrawn, 0, end - first), first) : kept;
            INDArray x = rows(input, first, end);
            INDArray g = rows(gradient, first, end);
            Nd4j.exec(new MulOp(mask, g.reshape(g.size(0), g.size(1), 1), product));
            Nd4j.exec(new MulOp(product, x.reshape(x.size(0), 1, x.size(1)), product));
            Nd4j.gemm(matrix(product), rows(ones, 0, end - first), sum, true, false, 1, first == 0 ? 0 : 1);
            Nd4j.exec(new MulOp(matrix(mask), flat, matrix(product)));
            INDArray dx = rows(inputGradient, first, end);
            multiply(g.reshape(g.size(0), 1, g.size(1)), product, dx.reshape(dx.size(0), 1, dx.size(1)));
        }
    }

    private INDArray drawn(INDArray masks, long first) {
        source.fill(masks, first);
        return masks;
    }

    private static void multiply(INDArray left, INDArray right, INDArray result) {
        Nd4j.exec(DynamicCustomOp.builder("matmul")
                .addInputs(left, right)
                .addOutputs(result)
                .build());
    }

    private static INDArray array(ArrayType where, INDArray weights, long examples, LayerWorkspaceMgr workspaces) {
        return workspaces.createUninitialized(
                where, weights.dataType(), new long[] {examples, weights.size(1), weights.size(0)}, 'c');
    }

    private static INDArray matrix(INDArray masks) {
        return masks.reshape(masks.size(0), masks.size(1) * masks.size(2));
    }

    private static INDArray rows(INDArray array, long from, long to) {
        return from == 0 && to == array.size(0) ? array : array.get(NDArrayIndex.interval(from, to));
    }
}
