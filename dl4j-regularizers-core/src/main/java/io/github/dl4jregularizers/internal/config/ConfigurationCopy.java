package io.github.dl4jregularizers.internal.config;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.GraphConfigurations;
import java.util.ArrayList;
import java.util.Map;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;

/**
 * Deep copies of network configurations.
 *
 * <p>DL4J's {@code clone()} shares updaters, lists of regularization, dropout of parameterless layers, and layers
 * inside wrappers. That of a graph loses the iteration and epoch counts, that of an attention vertex its updater, and
 * that of a {@code MergeVertex} its axis.
 */
public final class ConfigurationCopy {

    private ConfigurationCopy() {}

    /**
     * Copies the configuration of a {@code MultiLayerNetwork}.
     *
     * @param conf a built configuration
     * @return an equal configuration that shares no mutable object with conf
     * @throws IllegalArgumentException if conf is missing
     */
    public static MultiLayerConfiguration of(MultiLayerConfiguration conf) {
        MultiLayerConfiguration copy = Arguments.required("conf", conf).clone();
        copy.getConfs().forEach(ConfigurationCopy::copyLayer);
        return copy;
    }

    /**
     * Copies the configuration of a {@code ComputationGraph}.
     *
     * @param conf a built configuration
     * @return an equal configuration that shares no mutable object with conf
     * @throws IllegalArgumentException if conf is missing
     */
    public static ComputationGraphConfiguration of(ComputationGraphConfiguration conf) {
        ComputationGraphConfiguration copy = GraphConfigurations.copy(Arguments.required("conf", conf));
        conf.getVertices()
                .forEach((name, vertex) ->
                        completeVertex(vertex, copy.getVertices().get(name)));
        copy.setIterationCount(conf.getIterationCount());
        copy.setEpochCount(conf.getEpochCount());
        if (conf.getTopologicalOrder() != null) {
            copy.setTopologicalOrder(conf.getTopologicalOrder().clone());
            copy.setTopologicalOrderStr(new ArrayList<>(conf.getTopologicalOrderStr()));
        }
        return copy;
    }

    private static void completeVertex(GraphVertex original, GraphVertex copy) {
        if (original instanceof FrozenVertex) {
            completeVertex(((FrozenVertex) original).getUnderlying(), ((FrozenVertex) copy).getUnderlying());
        } else if (copy instanceof LayerVertex) {
            copyLayer(((LayerVertex) copy).getLayerConf());
        } else if (original instanceof SameDiffVertex) {
            SameDiffVertex vertex = (SameDiffVertex) original;
            SameDiffVertex target = (SameDiffVertex) copy;
            copySettings(vertex, target);
            target.setName(vertex.getName());
            target.setGradientNormalization(vertex.getGradientNormalization());
            target.setGradientNormalizationThreshold(vertex.getGradientNormalizationThreshold());
            target.setDataType(vertex.getDataType());
        }
    }

    private static void copyLayer(NeuralNetConfiguration place) {
        Layer copy = InnerLayers.copy(place.getLayer());
        detach(copy);
        place.setLayer(copy);
    }

    /** Replaces the objects that {@code clone()} shares between a layer and its copy. */
    private static void detach(Layer layer) {
        Map<String, Layer> inner = InnerLayers.of(layer);
        inner.values().forEach(ConfigurationCopy::detach);
        if (!inner.isEmpty()) {
            return;
        }
        if (layer.getIDropout() != null) {
            layer.setIDropout(layer.getIDropout().clone());
        }
        if (layer.getConstraints() != null) {
            layer.setConstraints(new ArrayList<>(layer.getConstraints()));
        }
        copySettings(layer, layer);
    }

    private static void copySettings(TrainingConfig from, TrainingConfig to) {
        TrainingSettings.of(from).ifPresent(settings -> settings.detached().writeTo(to));
    }
}
