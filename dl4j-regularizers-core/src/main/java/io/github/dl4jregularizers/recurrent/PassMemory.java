package io.github.dl4jregularizers.recurrent;

import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sizes of a pass over a batch of sequences, and memory for arrays until its backward pass. */
final class PassMemory {

    private final LayerWorkspaceMgr workspaces;
    private final DataType type;
    private final long examples;
    private final long units;
    private final long steps;

    PassMemory(LayerWorkspaceMgr workspaces, DataType type, long examples, long units, long steps) {
        this.workspaces = BackwardArrays.in(workspaces);
        this.type = type;
        this.examples = examples;
        this.units = units;
        this.steps = steps;
    }

    /** An array without values, in c order. */
    INDArray create(long... shape) {
        return workspaces.createUninitialized(ArrayType.INPUT, type, shape, 'c');
    }

    DataType type() {
        return type;
    }

    long examples() {
        return examples;
    }

    long units() {
        return units;
    }

    long steps() {
        return steps;
    }
}
