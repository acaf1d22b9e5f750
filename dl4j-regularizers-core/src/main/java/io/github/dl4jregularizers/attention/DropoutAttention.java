package io.github.dl4jregularizers.attention;

import io.github.dl4jregularizers.noise.NoiseSource;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.blas.params.MMulTranspose;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.AddOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.SubOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Scaled dot-product attention of one batch, forward and backward: O = D V / keep, D = M * A, A = softmax(Q K^T /
 * sqrt(size)), with the Bernoulli mask M.
 *
 * <p>Queries, keys, values and O are [batch, time, heads, size] in c order, the layout of a projection, and are used
 * in place. A and M are [batch, heads, queries, keys].
 */
final class DropoutAttention {

    private final INDArray queries;
    private final INDArray keys;
    private final INDArray values;
    private final double temperature;
    private INDArray weights;
    private INDArray dropped;
    private double retainProbability = 1;

    DropoutAttention(INDArray queries, INDArray keys, INDArray values) {
        this.queries = queries;
        this.keys = keys;
        this.values = values;
        this.temperature = Math.sqrt(queries.size(3));
    }

    private static INDArray byHead(INDArray array) {
        return array.permute(0, 2, 1, 3);
    }

    /** Computes A. The mask is [batch, keys], 0 for padding. A row without any key becomes 0. */
    void attend(INDArray mask, ArrayType memory, LayerWorkspaceMgr workspaces) {
        weights = square(memory, workspaces);
        product(byHead(queries), false, byHead(keys), true, 1 / temperature, 0, weights);
        if (mask != null) {
            INDArray keyMask = mask.reshape(mask.size(0), 1, 1, mask.size(1));
            Nd4j.exec(new AddOp(weights, keyMask.rsub(1).muli(maskedScore()), weights));
            softmax();
            Nd4j.exec(new MulOp(weights, keyMask, weights));
        } else {
            softmax();
        }
        dropped = weights;
    }

    /** Added to the scores of masked keys: exp of it is 0, and its sum with a score is finite in the data type. */
    private double maskedScore() {
        return weights.dataType() == DataType.FLOAT16 ? -3e4 : -1e30;
    }

    /** Subtracts the maximum first: ND4J's softmax of doubles subtracts at least 0, and can end in 0/0. */
    private void softmax() {
        Nd4j.exec(new SubOp(weights, weights.max(true, 3), weights));
        Nd4j.exec(new SoftMax(weights, weights, -1));
    }

    /** Draws M, and computes D. */
    void drop(double dropRate, NoiseSource noise, ArrayType memory, LayerWorkspaceMgr workspaces) {
        retainProbability = 1 - dropRate;
        dropped = square(memory, workspaces);
        noise.bernoulli(dropped, retainProbability);
        Nd4j.exec(new MulOp(dropped, weights, dropped));
    }

    /** Computes O into an array of the shape of the values. */
    void output(INDArray result) {
        product(dropped, false, byHead(values), false, 1 / retainProbability, 0, byHead(result));
    }

    /**
     * Adds to the gradients of queries, keys and values, which may be one array. Overwrites A.
     *
     * <p>dL/dS = A * (M * dL/dD - delta). Delta is the row sum of D * dL/dD, which equals that of the shorter
     * O * dL/dO.
     */
    void backward(
            INDArray output,
            INDArray outputGradient,
            INDArray queryGradient,
            INDArray keyGradient,
            INDArray valueGradient,
            LayerWorkspaceMgr workspaces) {
        INDArray above = byHead(outputGradient);
        product(dropped, true, above, false, 1 / retainProbability, 1, byHead(valueGradient));
        INDArray gradient =
                workspaces.createUninitialized(ArrayType.BP_WORKING_MEM, weights.dataType(), weights.shape(), 'c');
        product(above, false, byHead(values), true, 1 / retainProbability, 0, gradient);
        Nd4j.exec(new MulOp(gradient, dropped, gradient));
        Nd4j.exec(new MulOp(weights, byHead(delta(output, outputGradient, workspaces)), weights));
        Nd4j.exec(new SubOp(gradient, weights, gradient));
        product(gradient, false, byHead(keys), false, 1 / temperature, 1, byHead(queryGradient));
        product(gradient, true, byHead(queries), false, 1 / temperature, 1, byHead(keyGradient));
    }

    private static INDArray delta(INDArray output, INDArray outputGradient, LayerWorkspaceMgr workspaces) {
        INDArray products = workspaces.dup(ArrayType.BP_WORKING_MEM, output, 'c');
        Nd4j.exec(new MulOp(products, outputGradient, products));
        return products.sum(true, 3);
    }

    private INDArray square(ArrayType memory, LayerWorkspaceMgr workspaces) {
        long[] shape = {queries.size(0), queries.size(2), queries.size(1), keys.size(1)};
        return workspaces.createUninitialized(memory, queries.dataType(), shape, 'c');
    }

    /** Computes result = factor a b + share result over all leading dimensions, for any strides. */
    static void product(
            INDArray a,
            boolean transposeA,
            INDArray b,
            boolean transposeB,
            double factor,
            double share,
            INDArray result) {
        MMulTranspose transpose = MMulTranspose.builder()
                .transposeA(transposeA)
                .transposeB(transposeB)
                .build();
        Nd4j.exec(new Mmul(a, b, result, factor, share, transpose));
    }
}
