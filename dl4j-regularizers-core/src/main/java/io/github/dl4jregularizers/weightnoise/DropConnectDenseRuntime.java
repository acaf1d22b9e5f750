package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.internal.dl4j.RunningConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's DenseLayer with one mask per example in training, or Gaussian moments at inference. */
final class DropConnectDenseRuntime extends DenseLayer {

    private final transient ExampleNoise noise;

    DropConnectDenseRuntime(DenseLayer layer, DropConnect configuration) {
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

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        if (noise.isGaussian()) {
            return noise.gaussianGradients(epsilon, maskArray, gradientViews, workspaces);
        }
        if (!noise.isDrawn()) {
            return super.backpropGradient(epsilon, workspaces);
        }
        assertInputSet(true);
        INDArray output = preOutput(true, workspaces);
        INDArray delta = layerConf().getActivationFn().backprop(output, epsilon).getFirst();
        if (maskArray != null) {
            applyMask(delta);
        }
        Pair<Gradient, INDArray> result = noise.gradients(delta, gradientViews, workspaces);
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
