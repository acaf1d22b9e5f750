package io.github.dl4jregularizers.cpu.engine;

import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer's parameters and gradient views by name. */
final class LayerArrays {

    private final Layer layer;
    private INDArray gradients;
    private Map<String, INDArray> gradientViews;

    LayerArrays(Layer layer) {
        this.layer = layer;
    }

    INDArray parameter(String name) {
        return layer.getParam(name);
    }

    /** The views are made anew only when the network has set another array to write gradients to. */
    INDArray gradient(String name) {
        INDArray current = layer.getGradientsViewArray();
        if (current != gradients) {
            gradients = current;
            gradientViews = layer.conf().getLayer().initializer().getGradientsFromFlattened(layer.conf(), current);
        }
        return gradientViews.get(name);
    }
}
