package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Inserts the layers of {@link ManifoldMixUp} into the configuration of a {@code MultiLayerNetwork}, in place. */
final class SequentialMixing {

    private final MultiLayerConfiguration conf;
    private final MixDraw.Key key;
    private final List<LayerNode> roots;
    private final List<String> names;

    SequentialMixing(MultiLayerConfiguration conf, MixDraw.Key key) {
        this.conf = conf;
        this.key = key;
        this.roots = LayerTree.of(conf).roots();
        this.names = roots.stream().map(LayerNode::layerName).collect(Collectors.toList());
    }

    void insert(boolean inputs, List<String> layers) {
        int last = roots.size() - 1;
        Map<Integer, Integer> places = new HashMap<>();
        if (inputs) {
            places.put(0, 0);
        }
        for (String layer : layers) {
            int index = names.indexOf(layer);
            if (index < 0 || index == last) {
                throw Arguments.invalid("layer", "one of " + names.subList(0, last), layer);
            }
            places.put(index + 1, places.size());
        }
        insert(places);
        NeuralNetConfiguration output = conf.getConf(conf.getConfs().size() - 1);
        output.setLayer(MixablePlaces.withMixedLabels(names.get(last), output.getLayer(), key));
    }

    /** Inserts a layer before each index. The preprocessor of the layer there comes after the new one. */
    private void insert(Map<Integer, Integer> places) {
        List<NeuralNetConfiguration> layers = new ArrayList<>();
        Map<Integer, InputPreProcessor> preprocessors = new HashMap<>();
        for (int i = 0; i < roots.size(); i++) {
            NeuralNetConfiguration place = conf.getConf(i);
            if (places.containsKey(i)) {
                String name = i == 0 ? "input" : names.get(i - 1);
                if (conf.getInputPreProcess(i) == null) {
                    MixablePlaces.requireNoSequences(name, place.getLayer());
                }
                NeuralNetConfiguration inserted = place.clone();
                inserted.clearVariables();
                Layer layer = new ManifoldMixUpLayer(key, places.get(i));
                layer.setLayerName("mixup-" + name);
                inserted.setLayer(layer);
                layers.add(inserted);
            }
            if (conf.getInputPreProcess(i) != null) {
                preprocessors.put(layers.size(), conf.getInputPreProcess(i));
            }
            layers.add(place);
        }
        conf.setConfs(layers);
        conf.setInputPreProcessors(preprocessors);
    }
}
