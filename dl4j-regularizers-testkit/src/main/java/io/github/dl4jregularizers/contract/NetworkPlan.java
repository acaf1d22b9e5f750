package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.ConfigurationChange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/** The small network around a class under test: a layer with parameters, the subject, and the head. */
final class NetworkPlan {

    static final String BELOW = "below";

    static final IUpdater UPDATER = new Adam(0.01);

    private static final long SEED = 4711;

    private final DataType type;
    private final WorkspaceMode workspaces;
    private final boolean isGraph;
    private final Input input;
    private final DataFormat format;
    private final List<Object> middle = new ArrayList<>();
    private List<Layer> head;
    private Consumer<NeuralNetConfiguration.Builder> global = builder -> {};
    private Consumer<BaseLayer> eachLayer = layer -> {};
    private ConfigurationChange change;

    NetworkPlan(Variant variant, Input input, DataFormat format) {
        this(variant.type, variant.workspaces, variant.graph, input, format);
    }

    NetworkPlan(DataType type, WorkspaceMode workspaces, boolean isGraph, Input input, DataFormat format) {
        this.type = type;
        this.workspaces = workspaces;
        this.isGraph = isGraph;
        this.input = input;
        this.format = format;
        this.head = input.head(format);
    }

    /** Settings of the builder for all layers. */
    NetworkPlan global(Consumer<NeuralNetConfiguration.Builder> settings) {
        global = settings;
        return this;
    }

    /** Settings of each layer with an updater. */
    NetworkPlan eachLayer(Consumer<BaseLayer> settings) {
        eachLayer = settings;
        return this;
    }

    /** The change to apply to the built configuration; null for none. */
    NetworkPlan changed(ConfigurationChange configurationChange) {
        change = configurationChange;
        return this;
    }

    /** A layer with parameters, so that the gradient of the subject's input is tested; none below words. */
    NetworkPlan below() {
        return input.isWords() ? this : add(BELOW, input.layer(format));
    }

    /** The class under test: a layer's or, in a graph, a vertex's configuration. */
    NetworkPlan subject(Object layerOrVertex) {
        return add(Network.SUBJECT, layerOrVertex);
    }

    /** Another head than the input's. */
    NetworkPlan head(List<Layer> layers) {
        head = layers;
        return this;
    }

    /** Another layer, or vertex, between input and head. */
    NetworkPlan add(String name, Object layerOrVertex) {
        if (layerOrVertex instanceof Layer) {
            ((Layer) layerOrVertex).setLayerName(name);
        }
        middle.add(layerOrVertex);
        return this;
    }

    static List<Layer> named(List<Layer> head) {
        for (int i = 0; i < head.size(); i++) {
            head.get(i).setLayerName("head" + i);
        }
        return head;
    }

    Network build() {
        List<Object> all = new ArrayList<>(middle);
        all.addAll(named(head));
        NeuralNetConfiguration.Builder builder = new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .dataType(type)
                .updater(UPDATER)
                .trainingWorkspaceMode(workspaces)
                .inferenceWorkspaceMode(workspaces);
        global.accept(builder);
        all.stream()
                .filter(BaseLayer.class::isInstance)
                .map(BaseLayer.class::cast)
                .forEach(eachLayer);
        boolean vertices = all.stream().anyMatch(GraphVertex.class::isInstance);
        return isGraph || vertices ? graph(builder, all) : sequence(builder, all);
    }

    private Network sequence(NeuralNetConfiguration.Builder builder, List<Object> all) {
        MultiLayerConfiguration configuration = builder.list(
                        all.stream().map(Layer.class::cast).toArray(Layer[]::new))
                .setInputType(input.type(format))
                .build();
        MultiLayerNetwork network =
                new MultiLayerNetwork(change == null ? configuration : change.applyTo(configuration));
        network.init();
        return new SequentialNetwork(network);
    }

    private Network graph(NeuralNetConfiguration.Builder builder, List<Object> all) {
        GraphBuilder graph = builder.graphBuilder().addInputs("input").setInputTypes(input.type(format));
        String previous = "input";
        for (Object element : all) {
            if (element instanceof GraphVertex) {
                graph.addVertex(Network.SUBJECT, (GraphVertex) element, previous);
                previous = Network.SUBJECT;
            } else {
                Layer layer = (Layer) element;
                graph.addLayer(layer.getLayerName(), layer, previous);
                previous = layer.getLayerName();
            }
        }
        ComputationGraphConfiguration configuration = graph.setOutputs(previous).build();
        ComputationGraph network = new ComputationGraph(change == null ? configuration : change.applyTo(configuration));
        network.init();
        return new GraphNetwork(network);
    }
}
