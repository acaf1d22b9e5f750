package io.github.dl4jregularizers.residual;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Tells the sequences next to a network's input to compute no gradient with respect to it. */
final class InputGradients {

    private InputGradients() {}

    /** Changes the configuration. A preprocessor needs the gradient, so a sequence behind one stays. */
    static MultiLayerConfiguration omit(MultiLayerConfiguration conf) {
        Layer first = conf.getConf(0).getLayer();
        if (conf.getInputPreProcess(0) == null && first instanceof LayerSequence) {
            conf.getConf(0).setLayer(((LayerSequence) first).withoutInputGradient());
        }
        return conf;
    }

    /** Changes the configuration. DL4J adds up the gradients of an input with several readers, so these stay. */
    static ComputationGraphConfiguration omit(ComputationGraphConfiguration conf) {
        List<String> read =
                conf.getVertexInputs().values().stream().flatMap(List::stream).collect(Collectors.toList());
        conf.getVertices().forEach((name, vertex) -> {
            Stream<String> inputs = conf.getVertexInputs().get(name).stream();
            if (inputs.allMatch(
                    input -> conf.getNetworkInputs().contains(input) && Collections.frequency(read, input) == 1)) {
                omit(vertex);
            }
        });
        return conf;
    }

    private static void omit(GraphVertex vertex) {
        LayerVertex holder = vertex instanceof LayerVertex ? (LayerVertex) vertex : null;
        if (holder != null
                && holder.getPreProcessor() == null
                && holder.getLayerConf().getLayer() instanceof LayerSequence) {
            LayerSequence sequence = (LayerSequence) holder.getLayerConf().getLayer();
            holder.getLayerConf().setLayer(sequence.withoutInputGradient());
        }
    }
}
