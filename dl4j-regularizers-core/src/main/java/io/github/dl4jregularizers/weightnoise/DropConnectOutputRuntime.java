package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.internal.dl4j.RunningConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's OutputLayer with one mask per example in training, or Gaussian moments at inference. */
final class DropConnectOutputRuntime extends OutputLayer {

    private final transient ExampleNoise noise;

    DropConnectOutputRuntime(OutputLayer layer, DropConnect configuration) {
        super(RunningConfiguration.withNetwork(layer), layer.getDataType());
        noise = new ExampleNoise(configuration, this, layer);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        return noise.start(training) ? noise.gaussian(maskArray, workspaces) : super.activate(training, workspaces);
    }

    @Override
    protected Pair<INDArray, INDArray> preOutputWithPreNorm(
            boolean training, boolean forBackprop, LayerWorkspaceMgr workspaces) {
        if (!noise.isDrawn()) {
            return super.preOutputWithPreNorm(training, forBackprop, workspaces);
        }
        assertInputSet(forBackprop);
        applyDropOutIfNecessary(training, workspaces);
        INDArray output = noise.preOutput(maskArray, workspaces);
        return new Pair<>(output, output);
    }

    /** Keeps the masks for the score of the same batch. */
    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        noise.drawIfNone();
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
        Pair<Gradient, INDArray> result = noise.gradients(delta, gradientViews, workspaces);
        backpropDropOutIfPresent(result.getSecond());
        return result;
    }

    /** DL4J's fit does not activate an output layer: it calls for the gradient and then for the score. */
    @Override
    public double computeScore(double regularizationScore, boolean training, LayerWorkspaceMgr workspaces) {
        if (training) {
            noise.drawIfNone();
        } else {
            noise.forget();
        }
        return super.computeScore(regularizationScore, training, workspaces);
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
