package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Which examples of a batch a block's body is computed for. */
final class KeptExamples {

    private final int[] kept;
    private final int examples;

    private KeptExamples(int[] kept, int examples) {
        this.kept = kept;
        this.examples = examples;
    }

    static KeptExamples all(INDArray batch) {
        int examples = (int) batch.size(0);
        return new KeptExamples(IntStream.range(0, examples).toArray(), examples);
    }

    /** One draw for the whole batch. */
    static KeptExamples together(INDArray batch, double rate, NoiseSource noise) {
        return rate == 0 || noise.nextDouble() < 1 - rate
                ? all(batch)
                : new KeptExamples(new int[0], (int) batch.size(0));
    }

    /** One draw for each example. */
    static KeptExamples each(INDArray batch, double rate, NoiseSource noise, LayerWorkspaceMgr workspaces) {
        if (rate == 0) {
            return all(batch);
        }
        int examples = (int) batch.size(0);
        INDArray draws = workspaces.createUninitialized(ArrayType.FF_WORKING_MEM, batch.dataType(), examples);
        noise.bernoulli(draws, 1 - rate);
        return new KeptExamples(
                IntStream.range(0, examples)
                        .filter(example -> draws.getDouble(example) != 0)
                        .toArray(),
                examples);
    }

    boolean isAll() {
        return kept.length == examples;
    }

    boolean isNone() {
        return kept.length == 0;
    }

    int count() {
        return kept.length;
    }

    /** The kept examples of a batch; the batch itself if that is all. */
    INDArray of(INDArray batch, ArrayType type, LayerWorkspaceMgr workspaces) {
        if (isAll()) {
            return batch;
        }
        long[] shape = batch.shape().clone();
        shape[0] = kept.length;
        INDArray part = workspaces.createUninitialized(type, batch.dataType(), shape, 'c');
        for (int i = 0; i < kept.length; i++) {
            part.slice(i).assign(batch.slice(kept[i]));
        }
        return part;
    }

    /** Adds to the kept examples of a batch. */
    void addTo(INDArray batch, INDArray part) {
        if (isAll()) {
            batch.addi(part);
            return;
        }
        for (int i = 0; i < kept.length; i++) {
            batch.slice(kept[i]).addi(part.slice(i));
        }
    }
}
