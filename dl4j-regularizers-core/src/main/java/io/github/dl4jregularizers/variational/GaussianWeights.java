package io.github.dl4jregularizers.variational;

import static io.github.dl4jregularizers.variational.VariationalParamInitializer.LOG_VARIANCE_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import java.util.Map;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BiasAdd;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A layer f(z) with weights N(w, sigma^2): z = map(x, w) + b plus the noise of a {@link WeightSampler} in training.
 * Inference uses the means w, pruned by the prior. Adds the weighted {@link PriorDivergence} to score and gradients.
 *
 * <p>The state from a training pass to its backward pass lies in the workspaces of the caller.
 */
final class GaussianWeights {

    private final BaseLayer<?> layer;
    private final LinearMap map;
    private final WeightSampler sampler;
    private final PriorDivergence prior;
    private final WeightedDivergence divergence;
    private INDArray sampled;
    private INDArray weightDraws;

    GaussianWeights(BaseLayer<?> layer, LinearMap map, WeightSettings settings) {
        this.layer = layer;
        this.map = map;
        this.sampler = settings.sampler(layer, map);
        this.prior = settings.divergence();
        this.divergence = new WeightedDivergence(layer, prior, settings.klWeight());
    }

    /** Runs the training pass: f(z), in the activations' workspace. */
    INDArray sample(INDArray input, long[] shape, LayerDraws draws, LayerWorkspaceMgr workspaces) {
        INDArray z = mean(input, layer.getParam(WEIGHT_KEY), shape, workspaces);
        sampler.perturb(input, z, draws, workspaces);
        weightDraws = prior.isSampled() ? drawsOfWeights(draws) : null;
        sampled = BackwardArrays.in(workspaces).dup(ArrayType.INPUT, z, 'c');
        return activation().getActivation(z, true);
    }

    private INDArray drawsOfWeights(LayerDraws draws) {
        INDArray own = sampler.weightDraws();
        return own == null ? draws.ofWeights(layer.getParam(WEIGHT_KEY)) : own;
    }

    /** Runs the inference pass: f(z), in the activations' workspace. */
    INDArray infer(INDArray input, long[] shape, LayerWorkspaceMgr workspaces) {
        clear();
        weightDraws = null;
        return activation().getActivation(prunedMean(input, shape, workspaces), false);
    }

    private INDArray prunedMean(INDArray input, long[] shape, LayerWorkspaceMgr workspaces) {
        INDArray kept = kept(ArrayType.FF_WORKING_MEM, workspaces);
        INDArray weights = layer.getParam(WEIGHT_KEY);
        return mean(input, kept == null ? weights : kept.muli(weights), shape, workspaces);
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
            map.backpropagate(input, layer.getParam(WEIGHT_KEY), delta, inputGradient, gradients.get(WEIGHT_KEY));
            sampler.backpropagate(input, delta, inputGradient, gradients, workspaces);
            clear();
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
        INDArray weights = layer.getParam(WEIGHT_KEY);
        INDArray kept = kept(ArrayType.BP_WORKING_MEM, workspaces);
        INDArray pruned = kept == null ? weights : Scratch.product(kept, weights, ArrayType.BP_WORKING_MEM, workspaces);
        map.backpropagate(input, pruned, delta, inputGradient, gradients.get(WEIGHT_KEY));
        if (kept != null) {
            gradients.get(WEIGHT_KEY).muli(kept);
        }
        gradients.get(LOG_VARIANCE_KEY).assign(0);
    }

    /** Returns the weighted divergence, added to the score. */
    double divergenceScore() {
        return divergence.score(layer.getParam(WEIGHT_KEY), layer.getParam(LOG_VARIANCE_KEY), weightDraws);
    }

    /** Adds the gradients of the weighted divergence. */
    void addDivergence(Map<String, INDArray> gradients, LayerWorkspaceMgr workspaces) {
        divergence.addDerivatives(
                layer.getParam(WEIGHT_KEY), layer.getParam(LOG_VARIANCE_KEY), weightDraws, gradients, workspaces);
    }

    private IActivation activation() {
        return layer.layerConf().getActivationFn();
    }

    /** Drops the state of the backward pass. */
    void clear() {
        sampled = null;
        sampler.clear();
    }

    private INDArray kept(ArrayType type, LayerWorkspaceMgr workspaces) {
        INDArray weights = layer.getParam(WEIGHT_KEY);
        return prior.kept(weights, layer.getParam(LOG_VARIANCE_KEY), Scratch.like(weights, type, workspaces));
    }
}
