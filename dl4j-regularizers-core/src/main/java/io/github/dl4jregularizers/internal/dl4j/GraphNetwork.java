package io.github.dl4jregularizers.internal.dl4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** The view of a {@code ComputationGraph}. */
final class GraphNetwork extends Network {

    private final ComputationGraph graph;

    GraphNetwork(ComputationGraph graph) {
        this.graph = graph;
    }

    @Override
    public Model model() {
        return graph;
    }

    @Override
    public <R> R configuration(
            Function<MultiLayerConfiguration, R> ofSequence, Function<ComputationGraphConfiguration, R> ofGraph) {
        return ofGraph.apply(graph.getConfiguration());
    }

    @Override
    public Map<String, Trainable> parts() {
        Map<String, Trainable> parts = new LinkedHashMap<>();
        for (GraphVertex vertex : graph.getVertices()) {
            parts.put(vertex.getVertexName(), vertex);
        }
        return parts;
    }

    @Override
    public List<Layer> layers() {
        return List.of(graph.getLayers());
    }

    @Override
    public int inputs() {
        return graph.getNumInputArrays();
    }

    @Override
    public BackpropType backpropType() {
        return graph.getConfiguration().getBackpropType();
    }

    @Override
    public boolean dividesByMinibatch() {
        return graph.conf().isMiniBatch();
    }

    @Override
    public int iteration() {
        return graph.getIterationCount();
    }

    @Override
    public int epoch() {
        return graph.getEpochCount();
    }

    @Override
    public void setCounts(int iteration, int epoch) {
        graph.getConfiguration().setIterationCount(iteration);
        graph.getConfiguration().setEpochCount(epoch);
    }

    @Override
    public List<TrainingListener> listeners() {
        return (List<TrainingListener>) graph.getListeners();
    }

    @Override
    public void setListeners(List<TrainingListener> listeners) {
        graph.setListeners(listeners);
    }

    @Override
    public BaseMultiLayerUpdater<?> updater(boolean create) {
        return graph.getUpdater(create);
    }

    @Override
    public void setScore(double score) {
        graph.setScore(score);
    }

    @Override
    public double score(DataSet data) {
        return graph.score(data, false);
    }

    @Override
    public List<String> outputNames() {
        return graph.getConfiguration().getNetworkOutputs();
    }

    @Override
    public INDArray[] output(INDArray[] features, INDArray[] masks, INDArray[] labelMasks) {
        return graph.output(false, features, masks, labelMasks);
    }

    @Override
    Model copy(INDArray parameters) {
        ComputationGraph copy = new ComputationGraph(GraphConfigurations.copy(graph.getConfiguration()));
        copy.init(parameters, false);
        return copy;
    }

    @Override
    public Model converted(DataType type) {
        return graph.convertDataType(type);
    }

    /** A pass clears the masks of the layers. */
    @Override
    public INDArray[] features() {
        return graph.getInputs();
    }

    @Override
    public INDArray[] featuresMasks() {
        return graph.getInputMaskArrays();
    }

    @Override
    public void setLabels(INDArray[] labels) {
        graph.setLabels(labels);
    }

    @Override
    public void repeatPass() {
        graph.setLayerMaskArrays(graph.getInputMaskArrays(), graph.getLabelMaskArrays());
        graph.computeGradientAndScore();
    }

    @Override
    public void pass(INDArray[] features, INDArray[] labels, INDArray[] featuresMasks, INDArray[] labelsMasks) {
        if (backpropType() == BackpropType.TruncatedBPTT) {
            graph.rnnClearPreviousState();
        }
        graph.setInputs(features);
        graph.setLabels(labels);
        graph.setLayerMaskArrays(featuresMasks, labelsMasks);
        graph.computeGradientAndScore();
        graph.clear();
        graph.clearLayerMaskArrays();
    }

    @Override
    public void initializeGradients() {
        if (graph.getFlattenedGradients() == null) {
            graph.initGradientsView();
        }
    }

    @Override
    public void setBatch(INDArray features, INDArray labels) {
        if (features == null) {
            graph.clear();
        } else {
            graph.setInputs(features);
            graph.setLabels(labels);
        }
    }

    @Override
    public void update(int batchSize) {
        graph.getUpdater().update(graph.gradient(), iteration(), epoch(), batchSize, LayerWorkspaceMgr.noWorkspaces());
        graph.params().subi(graph.getFlattenedGradients().reshape(graph.params().shape()));
        graph.applyConstraints(iteration(), epoch());
    }
}
