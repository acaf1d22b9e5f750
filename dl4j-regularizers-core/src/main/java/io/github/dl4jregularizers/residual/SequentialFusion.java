package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.config.ConfigurationCopy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Fuses the layers of a {@code MultiLayerNetwork}: each longest run becomes a {@link LayerSequence}. */
final class SequentialFusion {

    private final MultiLayerConfiguration conf;
    private final FusionReport report = new FusionReport();
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final List<NeuralNetConfiguration> fused = new ArrayList<>();
    private final Map<Integer, InputPreProcessor> preprocessors = new HashMap<>();

    /** Copies the configuration and fuses the copy. */
    SequentialFusion(MultiLayerConfiguration original) {
        conf = ConfigurationCopy.of(original);
        for (int start = 0; start < conf.getConfs().size(); ) {
            int end = end(start);
            add(start, end);
            start = end;
        }
        conf.setConfs(fused);
        conf.setInputPreProcessors(preprocessors);
    }

    Rewriting<MultiLayerConfiguration> rewriting() {
        return new Rewriting<>(conf, places);
    }

    FusionReport report() {
        return report;
    }

    /** Returns the index after the longest run of layers from an index; the index after it if it fits into none. */
    private int end(int start) {
        List<FusableLayer> run = new ArrayList<>();
        int end = start;
        while (end < conf.getConfs().size()
                && FusableLayer.refusal(layer(end)).isEmpty()
                && (end == start || conf.getInputPreProcess(end) == null)) {
            run.add(FusableLayer.of(layer(end)));
            if (!FusableLayer.fit(run)) {
                break;
            }
            end++;
        }
        return Math.max(end, start + 1);
    }

    private void add(int start, int end) {
        NeuralNetConfiguration place = conf.getConf(start);
        Optional<String> refusal = FusableLayer.refusal(layer(start));
        if (conf.getInputPreProcess(start) != null) {
            preprocessors.put(fused.size(), conf.getInputPreProcess(start));
        }
        if (refusal.isPresent()) {
            report.addLeft(name(start), refusal.get());
        }
        List<FusableLayer> layers = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = start; refusal.isEmpty() && i < end; i++) {
            layers.add(FusableLayer.of(layer(i)));
            names.add(name(i));
        }
        boolean fuses = refusal.isEmpty() && FusableLayer.gain(layers);
        for (int i = start; i < end; i++) {
            String prefix = fuses ? "layer" + (i - start) + "." : "";
            places.put(String.valueOf(i), new Place(String.valueOf(fused.size()), prefix));
        }
        if (fuses) {
            String last = layer(end - 1).getLayerName();
            report.addSequence(last == null ? String.valueOf(fused.size()) : last, names);
            place = place.clone();
            place.clearVariables();
            place.setLayer(FusableLayer.sequence(last, layers));
        } else if (refusal.isEmpty()) {
            report.addLeft(name(start), GraphFusion.ALONE);
        }
        fused.add(place);
    }

    private Layer layer(int index) {
        return conf.getConf(index).getLayer();
    }

    private String name(int index) {
        String name = layer(index).getLayerName();
        return name == null ? String.valueOf(index) : name;
    }
}
