package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.dl4j.Detached;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** The examples of a batch that a block computes its body for. One operation moves them, however many they are. */
final class KeptExamples {

    private final int[] kept;
    private final long examples;
    private INDArray indices;

    private KeptExamples(int[] kept, long examples) {
        this.kept = kept;
        this.examples = examples;
    }

    static KeptExamples all(INDArray batch) {
        return new KeptExamples(null, batch.size(0));
    }

    /** Makes one draw per batch. */
    static KeptExamples together(INDArray batch, double rate, NoiseSource noise) {
        return rate == 0 || noise.nextDouble() < 1 - rate ? all(batch) : new KeptExamples(new int[0], batch.size(0));
    }

    /** Makes one draw per example, on the host. */
    static KeptExamples each(INDArray batch, double rate, NoiseSource noise) {
        if (rate == 0) {
            return all(batch);
        }
        int examples = (int) batch.size(0);
        boolean[] keep = noise.decisions(examples, 1 - rate);
        int[] kept = IntStream.range(0, examples).filter(i -> keep[i]).toArray();
        return new KeptExamples(kept.length == examples ? null : kept, examples);
    }

    boolean isAll() {
        return kept == null;
    }

    /** Returns null if all are kept. */
    int[] positions() {
        return kept;
    }

    boolean isNone() {
        return count() == 0;
    }

    long count() {
        return isAll() ? examples : kept.length;
    }

    /** Gathers the kept examples of a batch. Returns the batch itself if all are kept. */
    INDArray of(INDArray batch, ArrayType type, LayerWorkspaceMgr workspaces) {
        if (isAll()) {
            return batch;
        }
        long[] shape = batch.shape().clone();
        shape[0] = kept.length;
        INDArray part = workspaces.createUninitialized(type, batch.dataType(), shape, 'c');
        Nd4j.exec(DynamicCustomOp.builder("gather")
                .addInputs(batch, indices())
                .addIntegerArguments(0)
                .addOutputs(part)
                .build());
        return part;
    }

    /** Adds to the kept examples of a batch. */
    void addTo(INDArray batch, INDArray part) {
        if (isAll()) {
            batch.addi(part);
        } else {
            Nd4j.exec(DynamicCustomOp.builder("scatter_add")
                    .addInputs(batch, indices(), part)
                    .addOutputs(batch)
                    .build());
        }
    }

    /** Outside workspaces: the forward and the backward pass use it. */
    private INDArray indices() {
        if (indices == null) {
            indices = Detached.of(() -> Nd4j.createFromArray(kept));
        }
        return indices;
    }
}
