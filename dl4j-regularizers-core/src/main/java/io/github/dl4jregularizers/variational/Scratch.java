package io.github.dl4jregularizers.variational;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.factory.Nd4j;

/** Results of elementwise operations in a layer's workspaces. */
final class Scratch {

    private Scratch() {}

    /** An array of the same type, shape and order, with any content. */
    static INDArray like(INDArray array, ArrayType type, LayerWorkspaceMgr workspaces) {
        return workspaces.createUninitialized(type, array.dataType(), array.shape(), array.ordering());
    }

    /** The elementwise product. */
    static INDArray product(INDArray one, INDArray other, ArrayType type, LayerWorkspaceMgr workspaces) {
        INDArray product = like(one, type, workspaces);
        Nd4j.exec(new MulOp(one, other, product));
        return product;
    }

    /** The exponential. */
    static INDArray exp(INDArray array, ArrayType type, LayerWorkspaceMgr workspaces) {
        INDArray exp = like(array, type, workspaces);
        Nd4j.exec(new Exp(array, exp));
        return exp;
    }
}
