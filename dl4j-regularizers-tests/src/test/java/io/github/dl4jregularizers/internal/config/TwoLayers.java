package io.github.dl4jregularizers.internal.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The least that a composite layer can be: two layers and no runtime. */
final class TwoLayers extends NoParamLayer implements CompositeLayer {

    private final Layer first;
    private final Layer second;

    TwoLayers(Layer first, Layer second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public Map<String, Layer> innerLayers() {
        Map<String, Layer> layers = new LinkedHashMap<>();
        layers.put("b0.", first);
        layers.put("b1.", second);
        return layers;
    }

    @Override
    public Layer withInnerLayers(Map<String, Layer> replacements) {
        return new TwoLayers(replacements.get("b0."), replacements.get("b1."));
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType dataType) {
        throw new UnsupportedOperationException("a configuration only");
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return second.getOutputType(layerIndex, first.getOutputType(layerIndex, inputType));
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        throw new UnsupportedOperationException("a configuration only");
    }
}
