package io.github.dl4jregularizers.weightnoise;

import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.feedforward.embedding.EmbeddingLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's EmbeddingLayer with one factor per row of W. */
final class EmbeddingDropoutRuntime extends EmbeddingLayer {

    private final transient RowMask mask;

    EmbeddingDropoutRuntime(NeuralNetConfiguration conf, DataType type, RowMask mask) {
        super(conf, type);
        this.mask = mask;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        mask.start(this, training, workspaces);
        return super.activate(training, workspaces);
    }

    /** DL4J calls this in the forward and the backward pass; both use the mask of the forward pass. */
    @Override
    protected INDArray preOutput(boolean training, LayerWorkspaceMgr workspaces) {
        INDArray rows = super.preOutput(training, workspaces);
        mask.apply(rows, hasBias() ? getParam(BIAS_KEY) : null, input, workspaces);
        return rows;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        Pair<Gradient, INDArray> result = super.backpropGradient(epsilon, workspaces);
        mask.scale(gradientViews.get(WEIGHT_KEY), input, workspaces);
        return result;
    }

    @Override
    public void clearNoiseWeightParams() {
        super.clearNoiseWeightParams();
        mask.clear();
    }
}
