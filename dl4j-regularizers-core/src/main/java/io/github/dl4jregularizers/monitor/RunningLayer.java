package io.github.dl4jregularizers.monitor;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerDescription;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** A layer of a network at work, with its configuration: a wrapper at work tells only that of the layer inside it. */
final class RunningLayer {

    private final org.deeplearning4j.nn.api.Layer runtime;
    private final Layer conf;
    private final String name;

    private RunningLayer(org.deeplearning4j.nn.api.Layer runtime, Layer conf, String name) {
        this.runtime = runtime;
        this.conf = conf;
        this.name = name;
    }

    /** All layers of a network; of a graph those that are not frozen vertices. */
    static List<RunningLayer> of(Model model) {
        List<RunningLayer> layers = new ArrayList<>();
        if (model instanceof MultiLayerNetwork) {
            MultiLayerNetwork network = (MultiLayerNetwork) model;
            for (int i = 0; i < network.getnLayers(); i++) {
                Layer conf = network.getLayerWiseConfigurations().getConf(i).getLayer();
                String name = conf.getLayerName() == null ? String.valueOf(i) : conf.getLayerName();
                layers.add(new RunningLayer(network.getLayer(i), conf, name));
            }
        } else if (model instanceof ComputationGraph) {
            ComputationGraph graph = (ComputationGraph) model;
            for (GraphVertex vertex : graph.getVertices()) {
                Object conf = graph.getConfiguration().getVertices().get(vertex.getVertexName());
                if (conf instanceof LayerVertex) {
                    Layer layer = ((LayerVertex) conf).getLayerConf().getLayer();
                    layers.add(new RunningLayer(vertex.getLayer(), layer, vertex.getVertexName()));
                }
            }
        } else {
            throw Arguments.invalid(
                    "network",
                    "a MultiLayerNetwork or a ComputationGraph",
                    model.getClass().getName());
        }
        return layers;
    }

    org.deeplearning4j.nn.api.Layer runtime() {
        return runtime;
    }

    Layer conf() {
        return conf;
    }

    String name() {
        return name;
    }

    boolean isNoisy() {
        return conf instanceof Stochastic
                || dropout() != null
                || conf instanceof BaseLayer && ((BaseLayer) conf).getWeightNoise() != null;
    }

    /** What was set with {@code .dropOut(..)}, or is a NoiseLayer's noise; null if there is none. */
    IDropout dropout() {
        return LayerDescription.dropout(conf).orElse(null);
    }
}
