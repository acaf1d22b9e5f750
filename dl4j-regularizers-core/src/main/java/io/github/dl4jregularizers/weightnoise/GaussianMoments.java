package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.SeededNoise;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.AddOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Inference of Wan et al. 2013: what masks do to a unit's sum is close to Gaussian, so the mean of a(u) is taken over
 * u ~ N(W^T x + b, s (W * W)^T (x * x)), s = d / (1 - d) for inverted masks of drop rate d; s b * b is added where biases
 * are masked.
 *
 * <p>The normal draws have a fixed key and are the same for every example, so that an example's output is always the
 * same, alone or in any batch. They come in pairs of opposite sign: the mean of u itself is exact.
 */
final class GaussianMoments {

    private static final long SEED = 20130616;

    private GaussianMoments() {}

    /**
     * The mean of a(u).
     *
     * @param mean W^T x + b, [batch, out]
     * @param weights [in, out]
     * @param bias masked biases; null for none
     * @param ratio d / (1 - d)
     * @param samples even
     */
    static INDArray activate(
            INDArray mean,
            INDArray input,
            INDArray weights,
            INDArray bias,
            double ratio,
            int samples,
            IActivation activation,
            LayerWorkspaceMgr workspaces) {
        INDArray deviation = deviation(mean, input, weights, bias, ratio, workspaces);
        INDArray draws = workspaces.createUninitialized(
                ArrayType.FF_WORKING_MEM, mean.dataType(), new long[] {samples / 2, mean.size(1)}, 'c');
        NoiseSource noise = new SeededNoise(SEED, 0, 0, 1);
        noise.gaussian(draws, 0, 1);
        INDArray sum = workspaces.createUninitialized(ArrayType.ACTIVATIONS, mean.dataType(), mean.shape(), 'c');
        sum.assign(0);
        INDArray u = workspaces.createUninitialized(ArrayType.FF_WORKING_MEM, mean.dataType(), mean.shape(), 'c');
        for (int sample = 0; sample < samples; sample++) {
            INDArray draw = draws.get(NDArrayIndex.interval(sample / 2, sample / 2 + 1));
            Nd4j.exec(new MulOp(deviation, draw, u));
            if (sample % 2 == 1) {
                u.negi();
            }
            Nd4j.exec(new AddOp(u, mean, u));
            sum.addi(activation.getActivation(u, false));
        }
        return sum.divi(samples);
    }

    private static INDArray deviation(
            INDArray mean,
            INDArray input,
            INDArray weights,
            INDArray bias,
            double ratio,
            LayerWorkspaceMgr workspaces) {
        INDArray variance =
                workspaces.createUninitialized(ArrayType.FF_WORKING_MEM, mean.dataType(), mean.shape(), 'f');
        square(input.castTo(mean.dataType()), workspaces).mmuli(square(weights, workspaces), variance);
        if (bias != null) {
            variance.addiRowVector(square(bias, workspaces));
        }
        return Transforms.sqrt(variance.muli(ratio), false);
    }

    private static INDArray square(INDArray array, LayerWorkspaceMgr workspaces) {
        INDArray square = workspaces.createUninitialized(
                ArrayType.FF_WORKING_MEM, array.dataType(), array.shape(), array.ordering());
        return array.muli(array, square);
    }
}
