package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.internal.config.LayerTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A {@code ComputationGraph} with one input and one output. */
final class GraphNetwork extends Network {

    private final ComputationGraph network;

    GraphNetwork(ComputationGraph network) {
        this.network = network;
    }

    @Override
    ComputationGraph model() {
        return network;
    }

    @Override
    void fit(DataSet batch) {
        network.fit(batch);
    }

    @Override
    INDArray output(boolean training, INDArray features, INDArray mask) {
        return network.output(training, array(features), array(mask), null)[0];
    }

    @Override
    INDArray updaterState() {
        return network.getUpdater().getStateViewArray();
    }

    @Override
    ComputationGraphConfiguration configuration() {
        return network.getConfiguration();
    }

    @Override
    Object throughJson() {
        return ComputationGraphConfiguration.fromJson(configuration().toJson());
    }

    @Override
    Object throughYaml() {
        return ComputationGraphConfiguration.fromYaml(configuration().toYaml());
    }

    @Override
    MemoryReport memoryReport(InputType input) {
        return configuration().getMemoryReport(input);
    }

    @Override
    List<Layer> layers() {
        return layersOf(Stream.of(network.getLayers())
                .map(org.deeplearning4j.nn.api.Layer::conf)
                .collect(Collectors.toList()));
    }

    @Override
    Object subject() {
        GraphVertex vertex = configuration().getVertices().get(SUBJECT);
        return vertex instanceof LayerVertex
                ? ((LayerVertex) vertex).getLayerConf().getLayer()
                : vertex;
    }

    @Override
    Network copy() {
        return new GraphNetwork(network.clone());
    }

    @Override
    Network restore(InputStream saved) throws IOException {
        return new GraphNetwork(ModelSerializer.restoreComputationGraph(saved, true));
    }

    @Override
    LayerTree tree() {
        return LayerTree.of(configuration());
    }

    @Override
    boolean gradientsAreExact(DataSet batch, Set<String> excluded) {
        return GradientCheckUtil.checkGradients(new GradientCheckUtil.GraphConfig()
                .net(network)
                .inputs(array(batch.getFeatures()))
                .labels(array(batch.getLabels()))
                .inputMask(array(batch.getFeaturesMaskArray()))
                .labelMask(array(batch.getLabelsMaskArray()))
                .maxRelError(GradientChecks.RELATIVE_ERROR)
                .minAbsoluteError(GradientChecks.ABSOLUTE_ERROR)
                .excludeParams(excluded)
                .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)
                .exitOnFirstError(true)
                .callEachIter(ignored -> Nd4j.getRandom().setSeed(GradientChecks.SEED)));
    }

    @Override
    String prefix() {
        return SUBJECT + "_";
    }

    @Override
    Network fineTuned() {
        return new GraphNetwork(new TransferLearning.GraphBuilder(network)
                .fineTuneConfiguration(fineTuning())
                .build());
    }

    @Override
    Network frozenBelow() {
        return new GraphNetwork(new TransferLearning.GraphBuilder(network)
                .fineTuneConfiguration(fineTuning())
                .setFeatureExtractor(NetworkPlan.BELOW)
                .build());
    }

    @Override
    Network replaced(Object layerOrVertex, Input input, DataFormat format) {
        String below = input.isWords() ? "input" : NetworkPlan.BELOW;
        TransferLearning.GraphBuilder builder = new TransferLearning.GraphBuilder(network)
                .fineTuneConfiguration(fineTuning())
                .removeVertexAndConnections(SUBJECT);
        if (layerOrVertex instanceof Layer) {
            builder.addLayer(SUBJECT, (Layer) layerOrVertex, below);
        } else {
            builder.addVertex(SUBJECT, (GraphVertex) layerOrVertex, below);
        }
        String previous = SUBJECT;
        for (Layer layer : NetworkPlan.named(input.head(format))) {
            builder.removeVertexAndConnections(layer.getLayerName());
            builder.addLayer(layer.getLayerName(), layer, previous);
            previous = layer.getLayerName();
        }
        return new GraphNetwork(builder.setOutputs(previous).build());
    }

    @Override
    Map<String, INDArray> parametersOf(String layer) {
        return network.getVertex(layer).paramTable(false);
    }

    private static INDArray[] array(INDArray only) {
        return only == null ? null : new INDArray[] {only};
    }
}
