package io.github.dl4jregularizers.internal.recurrence;

import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sizes of a pass over a batch of sequences, and memory for arrays until its backward pass. */
public final class PassMemory {

    private final LayerWorkspaceMgr workspaces;
    private final DataType type;
    private final long examples;
    private final long units;
    private final long steps;

    public PassMemory(LayerWorkspaceMgr workspaces, DataType type, long examples, long units, long steps) {
        this.workspaces = BackwardArrays.in(workspaces);
        this.type = type;
        this.examples = examples;
        this.units = units;
        this.steps = steps;
    }

    /** An array without values, in c order. */
    public INDArray create(long... shape) {
        return workspaces.createUninitialized(ArrayType.INPUT, type, shape, 'c');
    }

    /** Returns the data type of the pass. */
    public DataType type() {
        return type;
    }

    /** Returns the number of sequences. */
    public long examples() {
        return examples;
    }

    /** Returns the number of units of the layer. */
    public long units() {
        return units;
    }

    /** Returns the number of time steps. */
    public long steps() {
        return steps;
    }
}
