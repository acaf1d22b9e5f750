package io.github.dl4jregularizers.weightnoise;

import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's DenseLayer with a mask for each example in training, or Gaussian moments at inference. */
final class DropConnectDenseRuntime extends DenseLayer {

    private final transient ExampleNoise noise;

    DropConnectDenseRuntime(DenseLayer layer, ExampleNoise noise) {
        super(layer.conf(), layer.getDataType());
        this.noise = noise;
        setListeners(layer.getListeners());
        setIndex(layer.getIndex());
        setParamsViewArray(layer.params());
        setParamTable(layer.paramTable());
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        if (training) {
            noise.draw(this);
        } else {
            noise.forget();
            if (noise.isGaussianAtInference()) {
                return gaussian(workspaces);
            }
        }
        return super.activate(training, workspaces);
    }

    private INDArray gaussian(LayerWorkspaceMgr workspaces) {
        INDArray output = noise.meanActivation(this, preOutput(false, workspaces), workspaces);
        if (maskArray != null) {
            applyMask(output);
        }
        return output;
    }

    @Override
    protected Pair<INDArray, INDArray> preOutputWithPreNorm(
            boolean training, boolean forBackprop, LayerWorkspaceMgr workspaces) {
        if (!noise.isDrawn()) {
            return super.preOutputWithPreNorm(training, forBackprop, workspaces);
        }
        assertInputSet(forBackprop);
        applyDropOutIfNecessary(training, workspaces);
        INDArray output = noise.preOutput(input, params, workspaces);
        if (maskArray != null) {
            applyMask(output);
        }
        return new Pair<>(output, output);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        if (!noise.isDrawn()) {
            return super.backpropGradient(epsilon, workspaces);
        }
        assertInputSet(true);
        INDArray output = preOutput(true, workspaces);
        INDArray delta = layerConf().getActivationFn().backprop(output, epsilon).getFirst();
        if (maskArray != null) {
            applyMask(delta);
        }
        Pair<Gradient, INDArray> result =
                noise.gradients(input, delta, getParam(WEIGHT_KEY), gradientViews, workspaces);
        backpropDropOutIfPresent(result.getSecond());
        noise.forget();
        return result;
    }

    @Override
    public void setInput(INDArray input, LayerWorkspaceMgr workspaces) {
        noise.forget();
        super.setInput(input, workspaces);
    }

    @Override
    public void clear() {
        noise.forget();
        super.clear();
    }

    @Override
    public void clearNoiseWeightParams() {
        noise.forget();
        super.clearNoiseWeightParams();
    }
}
