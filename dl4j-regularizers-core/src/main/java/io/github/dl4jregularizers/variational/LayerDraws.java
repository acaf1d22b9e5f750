package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import io.github.dl4jregularizers.noise.NoiseSource;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The draws of one training pass of a layer, of {@code ArrayType.INPUT}. */
abstract class LayerDraws {

    private final NoiseSource noise;
    private final DataType type;
    private final LayerWorkspaceMgr workspaces;

    LayerDraws(NoiseSource noise, DataType type, LayerWorkspaceMgr workspaces) {
        this.noise = noise;
        this.type = type;
        this.workspaces = BackwardArrays.in(workspaces);
    }

    /** One standard normal draw per pre-activation. */
    abstract INDArray ofPreactivations();

    /** Standard normal draws. */
    final INDArray gaussian(long... shape) {
        INDArray draws = workspaces.createUninitialized(ArrayType.INPUT, type, shape, 'c');
        noise.gaussian(draws, 0, 1);
        return draws;
    }

    /** Signs: 1 and -1 with equal probability, [rows, columns]. */
    final INDArray signs(long rows, long columns) {
        INDArray signs = workspaces.createUninitialized(ArrayType.INPUT, type, new long[] {rows, columns}, 'c');
        noise.bernoulli(signs, 0.5);
        return signs.muli(2).subi(1);
    }

    /**
     * Standard normal draws for weights, which outlast the pass: the score is computed after it.
     *
     * @param weights in whose shape and order to draw
     */
    final INDArray ofWeights(INDArray weights) {
        return ofWeights(weights, noise);
    }

    /** As {@link #ofWeights(INDArray)}, from a source. */
    static INDArray ofWeights(INDArray weights, NoiseSource noise) {
        INDArray draws = LayerWorkspaceMgr.noWorkspacesImmutable()
                .createUninitialized(ArrayType.INPUT, weights.dataType(), weights.shape(), 'c');
        noise.gaussian(draws, 0, 1);
        return draws;
    }
}
