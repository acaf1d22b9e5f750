package io.github.dl4jregularizers.weightnoise;

import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.feedforward.embedding.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's EmbeddingSequenceLayer with one factor per row of W. */
final class EmbeddingSequenceDropoutRuntime extends EmbeddingSequenceLayer {

    private final transient RowMask mask;

    EmbeddingSequenceDropoutRuntime(NeuralNetConfiguration conf, DataType type, RowMask mask) {
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
        INDArray unitsLast = layerConf().getOutputFormat() == RNNFormat.NCW ? rows.permute(0, 2, 1) : rows;
        mask.apply(unitsLast, hasBias() ? getParam(BIAS_KEY) : null, input, workspaces);
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
