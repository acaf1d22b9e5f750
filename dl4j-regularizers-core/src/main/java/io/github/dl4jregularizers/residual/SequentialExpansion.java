package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.ConfigurationCopy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Expands every {@link LayerSequence} of a {@code MultiLayerNetwork} into its layers. */
final class SequentialExpansion {

    private final MultiLayerConfiguration conf;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final List<NeuralNetConfiguration> plain = new ArrayList<>();

    /** Copies the configuration and expands the copy. */
    SequentialExpansion(MultiLayerConfiguration fused) {
        conf = ConfigurationCopy.of(fused);
        Map<Integer, InputPreProcessor> preprocessors = new HashMap<>();
        for (int i = 0; i < conf.getConfs().size(); i++) {
            if (conf.getInputPreProcess(i) != null) {
                preprocessors.put(plain.size(), conf.getInputPreProcess(i));
            }
            add(conf.getConf(i), conf.getConf(i).getLayer(), new Place(String.valueOf(i), ""));
        }
        conf.setConfs(plain);
        conf.setInputPreProcessors(preprocessors);
    }

    Rewriting<MultiLayerConfiguration> rewriting() {
        return new Rewriting<>(conf, places);
    }

    private void add(NeuralNetConfiguration surroundings, Layer layer, Place place) {
        FusableLayer expanded = FusableLayer.of(layer);
        Layer composite = expanded.layer();
        if (composite instanceof ResidualBlock || composite instanceof ConcatenationBlock) {
            throw Arguments.invalid(
                    "network with layer " + layer.getLayerName(),
                    "a ComputationGraph to be expanded (use network.toComputationGraph())",
                    "a MultiLayerNetwork with a " + composite.getClass().getSimpleName());
        }
        if (composite instanceof LayerSequence) {
            ((LayerSequence) composite)
                    .innerLayers()
                    .forEach((prefix, inner) ->
                            add(surroundings, expanded.freezing(inner.getLayerName(), inner), place.inside(prefix)));
            return;
        }
        NeuralNetConfiguration own = surroundings.clone();
        own.clearVariables();
        own.setLayer(layer);
        places.put(String.valueOf(plain.size()), place);
        plain.add(own);
    }
}
