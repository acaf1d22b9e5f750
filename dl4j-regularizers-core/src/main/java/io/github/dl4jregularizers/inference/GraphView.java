package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.dl4j.GraphConfigurations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link NetworkView} of a {@code ComputationGraph}. A value has the index of the vertex that computes it. */
final class GraphView implements NetworkView {

    private final ComputationGraph original;
    private final ComputationGraph view;
    private final StochasticSites sites = new StochasticSites();
    private final List<Step> steps = new ArrayList<>();
    private final List<OutputLayout> layouts;

    GraphView(ComputationGraph network) {
        original = network;
        ComputationGraphConfiguration conf = GraphConfigurations.copy(network.getConfiguration());
        conf.setTrainingWorkspaceMode(WorkspaceMode.NONE);
        conf.setInferenceWorkspaceMode(WorkspaceMode.NONE);
        Set<String> noisy = new HashSet<>();
        for (Map.Entry<String, GraphVertex> entry : conf.getVertices().entrySet()) {
            if (letDraw(entry)) {
                noisy.add(entry.getKey());
            }
        }
        view = new ComputationGraph(conf);
        view.init(network.numParams() == 0 ? null : network.params(), false);
        for (int vertex : view.topologicalSortOrder()) {
            org.deeplearning4j.nn.graph.vertex.GraphVertex runtime = view.getVertices()[vertex];
            if (!runtime.isInputVertex()) {
                steps.add(step(runtime, conf.getVertices().get(runtime.getVertexName()), noisy));
            }
        }
        layouts = OutputLayout.of(network);
    }

    private boolean letDraw(Map.Entry<String, GraphVertex> entry) {
        if (entry.getValue() instanceof LayerVertex) {
            LayerVertex vertex = (LayerVertex) entry.getValue();
            return sites.sampled(vertex.getLayerConf().getLayer())
                    .map(layer -> {
                        vertex.getLayerConf().setLayer(layer);
                        return layer;
                    })
                    .isPresent();
        }
        return sites.sampled(entry.getValue()).map(entry::setValue).isPresent();
    }

    private static Step step(
            org.deeplearning4j.nn.graph.vertex.GraphVertex vertex, GraphVertex conf, Set<String> noisy) {
        int[] inputs = Stream.of(vertex.getInputVertices())
                .mapToInt(input -> input.getVertexIndex())
                .toArray();
        int output = vertex.getVertexIndex();
        boolean draws = noisy.contains(vertex.getVertexName());
        if (conf instanceof LayerVertex) {
            return new LayerStep(inputs[0], output, draws, ((LayerVertex) conf).getPreProcessor(), vertex.getLayer());
        }
        // DL4J's vertex would use the batch size of the graph, which is that of one sample.
        return conf instanceof PreprocessorVertex
                ? new LayerStep(inputs[0], output, draws, ((PreprocessorVertex) conf).getPreProcessor(), null)
                : new VertexStep(inputs, draws, vertex);
    }

    @Override
    public StochasticSites sites() {
        return sites;
    }

    @Override
    public int values() {
        return view.getVertices().length;
    }

    @Override
    public int[] inputs() {
        return indices(view.getConfiguration().getNetworkInputs());
    }

    @Override
    public int[] outputs() {
        return indices(view.getConfiguration().getNetworkOutputs());
    }

    private int[] indices(List<String> vertices) {
        return vertices.stream()
                .mapToInt(name -> view.getVertex(name).getVertexIndex())
                .toArray();
    }

    @Override
    public List<OutputLayout> layouts() {
        return layouts;
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public void synchronize() {
        view.getConfiguration().setIterationCount(original.getIterationCount());
        view.getConfiguration().setEpochCount(original.getEpochCount());
        for (org.deeplearning4j.nn.api.Layer layer : view.getLayers()) {
            layer.setIterationCount(original.getIterationCount());
            layer.setEpochCount(original.getEpochCount());
        }
    }

    @Override
    public void prepare(INDArray[] features, INDArray[] masks, int batch) {
        view.setInputs(features);
        IntStream.range(0, view.getNumLayers()).forEach(i -> view.getLayer(i).setInputMiniBatchSize(batch));
        view.setLayerMaskArrays(masks, null);
    }

    @Override
    public void clear() {
        view.clear();
        for (org.deeplearning4j.nn.graph.vertex.GraphVertex vertex : view.getVertices()) {
            vertex.clear();
        }
        for (org.deeplearning4j.nn.api.Layer layer : view.getLayers()) {
            layer.clear();
            layer.clearNoiseWeightParams();
        }
    }
}
