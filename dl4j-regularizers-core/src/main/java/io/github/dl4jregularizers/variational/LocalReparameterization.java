package io.github.dl4jregularizers.variational;

import static io.github.dl4jregularizers.variational.VariationalParamInitializer.LOG_VARIANCE_KEY;

import io.github.dl4jregularizers.internal.Clip;
import java.util.Map;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Noise sqrt(map(x^2, sigma^2)) eps, with one standard normal eps per pre-activation. */
final class LocalReparameterization implements WeightSampler {

    /** Smaller than every square root of a positive float; replaces a divisor of 0, where the derivative is 0. */
    private static final double TINY = 1e-30;

    private final BaseLayer<?> layer;
    private final LinearMap map;
    private INDArray slope;

    LocalReparameterization(BaseLayer<?> layer, LinearMap map) {
        this.layer = layer;
        this.map = map;
    }

    @Override
    public void perturb(INDArray input, INDArray z, LayerDraws draws, LayerWorkspaceMgr workspaces) {
        INDArray eps = draws.ofPreactivations();
        INDArray deviation = workspaces.createUninitialized(ArrayType.FF_WORKING_MEM, z.dataType(), z.shape(), 'c');
        map.apply(
                Scratch.product(input, input, ArrayType.FF_WORKING_MEM, workspaces),
                variance(ArrayType.FF_WORKING_MEM, workspaces),
                deviation);
        Transforms.sqrt(deviation, false);
        z.addi(Scratch.product(eps, deviation, ArrayType.FF_WORKING_MEM, workspaces));
        slope = eps.divi(Clip.inPlace(deviation, TINY, Double.MAX_VALUE)).muli(0.5);
    }

    @Override
    public void backpropagate(
            INDArray input,
            INDArray delta,
            INDArray inputGradient,
            Map<String, INDArray> gradients,
            LayerWorkspaceMgr workspaces) {
        INDArray square = Scratch.product(input, input, ArrayType.BP_WORKING_MEM, workspaces);
        INDArray squareGradient = Scratch.like(inputGradient, ArrayType.BP_WORKING_MEM, workspaces);
        INDArray variance = variance(ArrayType.BP_WORKING_MEM, workspaces);
        INDArray varianceGradient = gradients.get(LOG_VARIANCE_KEY);
        map.backpropagate(square, variance, slope.muli(delta), squareGradient, varianceGradient);
        varianceGradient.muli(variance);
        inputGradient.addi(squareGradient.muli(input).muli(2));
    }

    private INDArray variance(ArrayType type, LayerWorkspaceMgr workspaces) {
        return Scratch.exp(layer.getParam(LOG_VARIANCE_KEY), type, workspaces);
    }

    @Override
    public INDArray weightDraws() {
        return null;
    }

    @Override
    public void clear() {
        slope = null;
    }
}
