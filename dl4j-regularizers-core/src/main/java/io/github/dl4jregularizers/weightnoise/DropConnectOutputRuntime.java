package io.github.dl4jregularizers.weightnoise;

import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's OutputLayer with a mask for each example in training, or Gaussian moments at inference. */
final class DropConnectOutputRuntime extends OutputLayer {

    private final transient ExampleNoise noise;

    DropConnectOutputRuntime(OutputLayer layer, ExampleNoise noise) {
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

    /** The noise stays for the score. */
    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        drawIfNone();
        if (!noise.isDrawn()) {
            return super.backpropGradient(epsilon, workspaces);
        }
        assertInputSet(true);
        INDArray output = preOutput2d(true, workspaces);
        INDArray delta = layerConf()
                .getLossFn()
                .computeGradient(
                        getLabels2d(workspaces, ArrayType.BP_WORKING_MEM),
                        output,
                        layerConf().getActivationFn(),
                        maskArray);
        Pair<Gradient, INDArray> result =
                noise.gradients(input, delta, getParam(WEIGHT_KEY), gradientViews, workspaces);
        backpropDropOutIfPresent(result.getSecond());
        return result;
    }

    /** DL4J's fit does not activate an output layer: it asks for the gradient and then for the score. */
    @Override
    public double computeScore(double regularizationScore, boolean training, LayerWorkspaceMgr workspaces) {
        if (training) {
            drawIfNone();
        } else {
            noise.forget();
        }
        return super.computeScore(regularizationScore, training, workspaces);
    }

    private void drawIfNone() {
        if (!noise.isDrawn()) {
            noise.draw(this);
        }
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
