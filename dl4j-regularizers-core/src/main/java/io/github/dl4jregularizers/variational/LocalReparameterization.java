package io.github.dl4jregularizers.variational;

import static io.github.dl4jregularizers.variational.VariationalParamInitializer.LOG_VARIANCE_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import io.github.dl4jregularizers.internal.Clip;
import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import io.github.dl4jregularizers.internal.dl4j.RunningConfiguration;
import java.util.Map;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BiasAdd;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Local reparameterization of a layer f(z) with weights N(w, sigma^2). In training z = map(x, w) + b + sqrt(map(x^2,
 * sigma^2)) eps, with one standard normal eps per element. Inference uses the means w, pruned by log alpha.
 *
 * <p>The state from a training pass to its backward pass lies in the workspaces of the caller.
 */
final class LocalReparameterization {

    /** Smaller than every square root of a positive float; replaces a divisor of 0, where the derivative is 0. */
    private static final double TINY = 1e-30;

    private final BaseLayer<?> layer;
    private final LinearMap map;
    private final VariationalSettings settings;
    private INDArray sampled;
    private INDArray slope;

    LocalReparameterization(BaseLayer<?> layer, LinearMap map, VariationalSettings settings) {
        this.layer = layer;
        this.map = map;
        this.settings = settings;
    }

    /**
     * Runs the training pass: f(z), in the activations' workspace.
     *
     * @param eps standard normal draws in z's shape, of {@code ArrayType.INPUT}; kept for the backward pass
     */
    INDArray sample(INDArray input, INDArray eps, LayerWorkspaceMgr workspaces) {
        long[] shape = eps.shape().clone();
        INDArray z = mean(input, layer.getParam(WEIGHT_KEY), shape, workspaces);
        INDArray deviation = workspaces.createUninitialized(ArrayType.FF_WORKING_MEM, z.dataType(), shape, 'c');
        map.apply(
                product(input, input, ArrayType.FF_WORKING_MEM, workspaces),
                variance(ArrayType.FF_WORKING_MEM, workspaces),
                deviation);
        Transforms.sqrt(deviation, false);
        z.addi(product(eps, deviation, ArrayType.FF_WORKING_MEM, workspaces));
        slope = eps.divi(Clip.inPlace(deviation, TINY, Double.MAX_VALUE)).muli(0.5);
        sampled = BackwardArrays.in(workspaces).dup(ArrayType.INPUT, z, 'c');
        return activation().getActivation(z, true);
    }

    /** Runs the inference pass: f(z), in the activations' workspace. */
    INDArray infer(INDArray input, long[] shape, LayerWorkspaceMgr workspaces) {
        clear();
        return activation().getActivation(prunedMean(input, shape, workspaces), false);
    }

    private INDArray prunedMean(INDArray input, long[] shape, LayerWorkspaceMgr workspaces) {
        INDArray weights = kept(ArrayType.FF_WORKING_MEM, workspaces).muli(layer.getParam(WEIGHT_KEY));
        return mean(input, weights, shape, workspaces);
    }

    private INDArray mean(INDArray input, INDArray weights, long[] shape, LayerWorkspaceMgr workspaces) {
        INDArray z = workspaces.createUninitialized(ArrayType.ACTIVATIONS, weights.dataType(), shape, 'c');
        map.apply(input, weights, z);
        if (layer.hasBias()) {
            Nd4j.exec(new BiasAdd(z, layer.getParam(BIAS_KEY), z, true));
        }
        return z;
    }

    /**
     * Runs the backward pass of the last forward pass, training or inference. Writes the gradients of the parameters
     * and returns that of the input.
     *
     * @param mask multiplies the rows of the gradient; may be null
     */
    INDArray backpropagate(
            INDArray input,
            INDArray outputGradient,
            INDArray mask,
            Map<String, INDArray> gradients,
            LayerWorkspaceMgr workspaces) {
        INDArray z = sampled == null ? prunedMean(input, outputGradient.shape(), workspaces) : sampled;
        INDArray delta = activation().backprop(z, outputGradient).getFirst();
        if (delta == outputGradient) {
            delta = workspaces.dup(ArrayType.BP_WORKING_MEM, delta, 'c');
        }
        if (mask != null) {
            delta.muliColumnVector(mask.castTo(delta.dataType()));
        }
        if (layer.hasBias()) {
            sumOverAllButChannels(delta, gradients.get(BIAS_KEY));
        }
        INDArray inputGradient =
                workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, delta.dataType(), input.shape(), 'c');
        if (sampled == null) {
            backpropagatePrunedMean(input, delta, inputGradient, gradients, workspaces);
        } else {
            backpropagateSample(input, delta, inputGradient, gradients, workspaces);
        }
        return inputGradient;
    }

    private static void sumOverAllButChannels(INDArray delta, INDArray sum) {
        if (delta.rank() == 2) {
            delta.sum(sum, 0);
        } else {
            delta.sum(sum, 0, 2, 3);
        }
    }

    private void backpropagatePrunedMean(
            INDArray input,
            INDArray delta,
            INDArray inputGradient,
            Map<String, INDArray> gradients,
            LayerWorkspaceMgr workspaces) {
        INDArray kept = kept(ArrayType.BP_WORKING_MEM, workspaces);
        INDArray weights = product(kept, layer.getParam(WEIGHT_KEY), ArrayType.BP_WORKING_MEM, workspaces);
        map.backpropagate(input, weights, delta, inputGradient, gradients.get(WEIGHT_KEY));
        gradients.get(WEIGHT_KEY).muli(kept);
        gradients.get(LOG_VARIANCE_KEY).assign(0);
    }

    private void backpropagateSample(
            INDArray input,
            INDArray delta,
            INDArray inputGradient,
            Map<String, INDArray> gradients,
            LayerWorkspaceMgr workspaces) {
        map.backpropagate(input, layer.getParam(WEIGHT_KEY), delta, inputGradient, gradients.get(WEIGHT_KEY));
        INDArray square = product(input, input, ArrayType.BP_WORKING_MEM, workspaces);
        INDArray squareGradient = like(inputGradient, ArrayType.BP_WORKING_MEM, workspaces);
        INDArray variance = variance(ArrayType.BP_WORKING_MEM, workspaces);
        INDArray varianceGradient = gradients.get(LOG_VARIANCE_KEY);
        map.backpropagate(square, variance, slope.muli(delta), squareGradient, varianceGradient);
        varianceGradient.muli(variance);
        inputGradient.addi(squareGradient.muli(input).muli(2));
        clear();
    }

    /** Returns the weighted divergence, added to the score. */
    double divergenceScore() {
        INDArray weights = layer.getParam(WEIGHT_KEY);
        INDArray logAlpha = LogAlpha.of(weights, layer.getParam(LOG_VARIANCE_KEY), weights.ulike());
        return klWeight() * LogAlpha.divergence(logAlpha);
    }

    /** Adds the divergence's gradients, times the batch size, because DL4J divides all gradients by it. */
    void addDivergence(Map<String, INDArray> gradients, LayerWorkspaceMgr workspaces) {
        INDArray weights = layer.getParam(WEIGHT_KEY);
        INDArray logAlpha = logAlpha(ArrayType.BP_WORKING_MEM, workspaces);
        INDArray derivative = like(weights, ArrayType.BP_WORKING_MEM, workspaces);
        INDArray scratch = like(weights, ArrayType.BP_WORKING_MEM, workspaces);
        long divisor =
                RunningConfiguration.dividesByMinibatch(layer) ? layer.input().size(0) : 1;
        LogAlpha.derivative(logAlpha, derivative, scratch).muli(klWeight() * divisor);
        gradients.get(LOG_VARIANCE_KEY).addi(derivative);
        gradients.get(WEIGHT_KEY).addi(LogAlpha.byWeight(derivative, weights, scratch));
    }

    private double klWeight() {
        return settings.klWeight().at(layer.getIterationCount(), layer.getEpochCount());
    }

    private IActivation activation() {
        return layer.layerConf().getActivationFn();
    }

    /** Drops the state. */
    void clear() {
        sampled = null;
        slope = null;
    }

    private INDArray kept(ArrayType type, LayerWorkspaceMgr workspaces) {
        return LogAlpha.kept(logAlpha(type, workspaces), settings.pruningThreshold());
    }

    private INDArray logAlpha(ArrayType type, LayerWorkspaceMgr workspaces) {
        INDArray weights = layer.getParam(WEIGHT_KEY);
        return LogAlpha.of(weights, layer.getParam(LOG_VARIANCE_KEY), like(weights, type, workspaces));
    }

    private INDArray variance(ArrayType type, LayerWorkspaceMgr workspaces) {
        INDArray logVariance = layer.getParam(LOG_VARIANCE_KEY);
        INDArray variance = like(logVariance, type, workspaces);
        Nd4j.exec(new Exp(logVariance, variance));
        return variance;
    }

    private static INDArray product(INDArray one, INDArray other, ArrayType type, LayerWorkspaceMgr workspaces) {
        INDArray product = like(one, type, workspaces);
        Nd4j.exec(new MulOp(one, other, product));
        return product;
    }

    private static INDArray like(INDArray array, ArrayType type, LayerWorkspaceMgr workspaces) {
        return workspaces.createUninitialized(type, array.dataType(), array.shape(), array.ordering());
    }
}
