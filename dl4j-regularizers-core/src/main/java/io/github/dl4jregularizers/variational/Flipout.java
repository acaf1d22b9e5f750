package io.github.dl4jregularizers.variational;

import static io.github.dl4jregularizers.variational.VariationalParamInitializer.LOG_VARIANCE_KEY;

import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * One weight perturbation sigma eps per batch, decorrelated between examples by random signs r and s. Example n has the
 * perturbation (sigma eps) times r_n s_n^T, so the noise is r map(x s, sigma eps).
 *
 * <p>Paper: Wen et al., "Flipout: Efficient Pseudo-Independent Weight Perturbations on Mini-Batches", ICLR 2018.
 */
final class Flipout implements WeightSampler {

    private final BaseLayer<?> layer;
    private final LinearMap map;
    private INDArray draws;
    private INDArray outputSigns;
    private INDArray inputSigns;

    Flipout(BaseLayer<?> layer, LinearMap map) {
        this.layer = layer;
        this.map = map;
    }

    @Override
    public void perturb(INDArray input, INDArray z, LayerDraws source, LayerWorkspaceMgr workspaces) {
        draws = source.ofWeights(layer.getParam(LOG_VARIANCE_KEY));
        outputSigns = source.signs(z.size(0), z.size(1));
        inputSigns = source.signs(input.size(0), input.size(1));
        INDArray noise = workspaces.createUninitialized(ArrayType.FF_WORKING_MEM, z.dataType(), z.shape(), 'c');
        map.apply(
                signed(input, inputSigns, ArrayType.FF_WORKING_MEM, workspaces),
                perturbation(ArrayType.FF_WORKING_MEM, workspaces),
                noise);
        z.addi(noise.muli(broadcast(outputSigns, noise)));
    }

    @Override
    public void backpropagate(
            INDArray input,
            INDArray delta,
            INDArray inputGradient,
            Map<String, INDArray> gradients,
            LayerWorkspaceMgr workspaces) {
        INDArray perturbation = perturbation(ArrayType.BP_WORKING_MEM, workspaces);
        INDArray gradient = gradients.get(LOG_VARIANCE_KEY);
        INDArray signedGradient = Scratch.like(inputGradient, ArrayType.BP_WORKING_MEM, workspaces);
        map.backpropagate(
                signed(input, inputSigns, ArrayType.BP_WORKING_MEM, workspaces),
                perturbation,
                signed(delta, outputSigns, ArrayType.BP_WORKING_MEM, workspaces),
                signedGradient,
                gradient);
        gradient.muli(perturbation).muli(0.5);
        inputGradient.addi(signedGradient.muli(broadcast(inputSigns, signedGradient)));
    }

    /** sigma eps; its derivative with respect to log sigma^2 is half of itself. */
    private INDArray perturbation(ArrayType type, LayerWorkspaceMgr workspaces) {
        INDArray variance = Scratch.exp(layer.getParam(LOG_VARIANCE_KEY), type, workspaces);
        return Transforms.sqrt(variance, false).muli(draws);
    }

    private static INDArray signed(INDArray array, INDArray signs, ArrayType type, LayerWorkspaceMgr workspaces) {
        return workspaces.dup(type, array, 'c').muli(broadcast(signs, array));
    }

    private static INDArray broadcast(INDArray signs, INDArray array) {
        long[] shape = new long[array.rank()];
        Arrays.fill(shape, 1);
        shape[0] = signs.size(0);
        shape[1] = signs.size(1);
        return signs.reshape('c', shape);
    }

    @Override
    public INDArray weightDraws() {
        return draws;
    }

    /** Keeps the draws of the weights, by which the score is computed after the backward pass. */
    @Override
    public void clear() {
        outputSigns = null;
        inputSigns = null;
    }
}
