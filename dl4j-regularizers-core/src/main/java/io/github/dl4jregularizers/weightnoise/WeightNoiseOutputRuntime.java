package io.github.dl4jregularizers.weightnoise;

import java.util.List;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * {@link WeightNoiseRuntime} around an output layer. DL4J's {@code fit} does not activate an output layer: it calls for
 * the gradient and then for the score. The first call draws; both use the same perturbed weights.
 */
class WeightNoiseOutputRuntime extends WeightNoiseRuntime implements IOutputLayer {

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
    public INDArray computeScoreForExamples(double regularizationScore, LayerWorkspaceMgr workspaceMgr) {
        return output.computeScoreForExamples(regularizationScore, workspaceMgr);
    }

    @Override
    public boolean needsLabels() {
        return output.needsLabels();
    }

    @Override
    public void setLabels(INDArray labels) {
        output.setLabels(labels);
    }

    @Override
    public INDArray getLabels() {
        return output.getLabels();
    }

    @Override
    public double f1Score(DataSet data) {
        return output.f1Score(data);
    }

    @Override
    public double f1Score(INDArray examples, INDArray labels) {
        return output.f1Score(examples, labels);
    }

    @Override
    @SuppressWarnings("deprecation")
    public int numLabels() {
        return output.numLabels();
    }

    @Override
    public int[] predict(INDArray examples) {
        return output.predict(examples);
    }

    @Override
    public List<String> predict(DataSet data) {
        return output.predict(data);
    }

    @Override
    public void fit(DataSetIterator data) {
        output.fit(data);
    }

    @Override
    public void fit(INDArray examples, INDArray labels) {
        output.fit(examples, labels);
    }

    @Override
    public void fit(DataSet data) {
        output.fit(data);
    }

    @Override
    public void fit(INDArray examples, int[] labels) {
        output.fit(examples, labels);
    }
}
