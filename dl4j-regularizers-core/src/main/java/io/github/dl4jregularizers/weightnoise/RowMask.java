package io.github.dl4jregularizers.weightnoise;

import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Arrays;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.AddOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.SubOp;
import org.nd4j.linalg.factory.Nd4j;

/** One factor per row of an embedding matrix W, from a training forward pass to the backward pass after it. */
final class RowMask {

    private final DropRate dropRate;
    private final NoiseSource noise;
    private INDArray factors;

    RowMask(DropRate dropRate, NoiseSource noise) {
        this.dropRate = dropRate;
        this.noise = noise;
    }

    /** Starts a forward pass of a layer; draws in training. */
    void start(BaseLayer<?> layer, boolean training, LayerWorkspaceMgr workspaces) {
        clear();
        double rate = training ? dropRate.at(layer.getIterationCount(), layer.getEpochCount()) : 0;
        if (rate > 0) {
            INDArray weights = layer.getParam(WEIGHT_KEY);
            factors = BackwardArrays.in(workspaces)
                    .createUninitialized(ArrayType.INPUT, weights.dataType(), weights.size(0), 1);
            noise.mask(factors, 1 - rate);
        }
    }

    /** Drops nothing until the next draw. */
    void clear() {
        factors = null;
    }

    /**
     * Turns W_i + b into m_i W_i + b in place.
     *
     * @param rows DL4J's output before the activation, units in the last dimension
     * @param bias null for none
     * @param indices one per row, in the same order
     */
    void apply(INDArray rows, INDArray bias, INDArray indices, LayerWorkspaceMgr workspaces) {
        if (factors == null) {
            return;
        }
        long[] shape = rows.shape().clone();
        int units = shape.length - 1;
        long[] row = new long[shape.length];
        Arrays.fill(row, 1);
        row[units] = shape[units];
        shape[units] = 1;
        INDArray factor = gather(
                        factors,
                        integers(indices, ArrayType.FF_WORKING_MEM, workspaces),
                        ArrayType.FF_WORKING_MEM,
                        workspaces)
                .reshape(shape);
        if (bias == null) {
            Nd4j.exec(new MulOp(rows, factor, rows));
        } else {
            INDArray shift = bias.reshape(row);
            Nd4j.exec(new SubOp(rows, shift, rows));
            Nd4j.exec(new MulOp(rows, factor, rows));
            Nd4j.exec(new AddOp(rows, shift, rows));
        }
    }

    /** Multiplies the looked-up rows of W's gradient by their factors; all other rows are 0. */
    void scale(INDArray gradient, INDArray indices, LayerWorkspaceMgr workspaces) {
        if (factors == null) {
            return;
        }
        INDArray looked = integers(indices, ArrayType.BP_WORKING_MEM, workspaces);
        INDArray rows = gather(gradient, looked, ArrayType.BP_WORKING_MEM, workspaces);
        Nd4j.exec(new MulOp(rows, gather(factors, looked, ArrayType.BP_WORKING_MEM, workspaces), rows));
        // A repeated word is written several times, with the same values.
        Nd4j.exec(DynamicCustomOp.builder("scatter_upd")
                .addInputs(gradient, looked, rows)
                .callInplace(true)
                .build());
    }

    /** Returns the indices as DL4J reads them: in c order, truncated to integers. */
    private static INDArray integers(INDArray indices, ArrayType where, LayerWorkspaceMgr workspaces) {
        return workspaces
                .createUninitialized(where, DataType.INT32, indices.shape(), 'c')
                .assign(indices)
                .reshape(indices.length());
    }

    private static INDArray gather(INDArray from, INDArray rows, ArrayType where, LayerWorkspaceMgr workspaces) {
        INDArray to =
                workspaces.createUninitialized(where, from.dataType(), new long[] {rows.length(), from.size(1)}, 'c');
        Nd4j.exec(DynamicCustomOp.builder("gather")
                .addInputs(from, rows)
                .addIntegerArguments(0)
                .addOutputs(to)
                .build());
        return to;
    }
}
