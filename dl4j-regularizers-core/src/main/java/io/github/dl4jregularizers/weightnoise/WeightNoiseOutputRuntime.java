package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.internal.dl4j.OutputDelegate;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link WeightNoiseRuntime} around an output layer. DL4J's {@code fit} does not activate an output layer: it calls for
 * the gradient and then for the score. The first call draws; both use the same perturbed weights.
 */
class WeightNoiseOutputRuntime extends WeightNoiseRuntime implements OutputDelegate {

    private final IOutputLayer output;

    WeightNoiseOutputRuntime(WeightNoiseLayer configuration, NeuralNetConfiguration conf, IOutputLayer underlying) {
        super(configuration, conf, underlying);
        this.output = underlying;
    }

    /** Keeps the noise for the score. */
    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        drawIfNone(workspaceMgr);
        return backward(() -> output.backpropGradient(epsilon, workspaceMgr));
    }

    @Override
    public double computeScore(double regularizationScore, boolean training, LayerWorkspaceMgr workspaceMgr) {
        if (!training) {
            return output.computeScore(regularizationScore, false, workspaceMgr);
        }
        drawIfNone(workspaceMgr);
        return perturbed(() -> output.computeScore(regularizationScore, true, workspaceMgr));
    }

    private void drawIfNone(LayerWorkspaceMgr workspaceMgr) {
        if (!hasNoise()) {
            draw(workspaceMgr);
        }
    }

    @Override
    public IOutputLayer output() {
        return output;
    }
}
