package io.github.dl4jregularizers.internal.dl4j;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.params.BidirectionalParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Splits a layer's part of the flat gradients by parameter. */
public final class GradientViews {

    private GradientViews() {}

    /**
     * Splits as the layer's initializer does. DL4J's initializer of {@code Bidirectional} throws a ClassCastException
     * here: it passes the wrapper's configuration to the initializer of the layer inside.
     *
     * @param conf with the layer
     * @param flat the layer's part of the flat gradients
     * @return view by parameter name
     */
    public static Map<String, INDArray> of(NeuralNetConfiguration conf, INDArray flat) {
        Bidirectional both = bidirectional(conf.getLayer());
        if (both == null) {
            return conf.getLayer().initializer().getGradientsFromFlattened(conf, flat);
        }
        INDArray vector = flat.reshape(flat.length());
        long half = flat.length() / 2;
        Map<String, INDArray> views = new LinkedHashMap<>();
        ofDirection(conf, both.getFwd(), vector.get(NDArrayIndex.interval(0, half)))
                .forEach((name, view) -> views.put(BidirectionalParamInitializer.FORWARD_PREFIX + name, view));
        ofDirection(conf, both.getBwd(), vector.get(NDArrayIndex.interval(half, 2 * half)))
                .forEach((name, view) -> views.put(BidirectionalParamInitializer.BACKWARD_PREFIX + name, view));
        return views;
    }

    private static Map<String, INDArray> ofDirection(NeuralNetConfiguration conf, Layer layer, INDArray flat) {
        NeuralNetConfiguration own = conf.clone();
        own.setLayer(layer);
        return of(own, flat);
    }

    private static Bidirectional bidirectional(Layer layer) {
        if (layer instanceof BaseWrapperLayer) {
            return bidirectional(((BaseWrapperLayer) layer).getUnderlying());
        }
        if (layer instanceof FrozenLayer) {
            return bidirectional(((FrozenLayer) layer).getLayer());
        }
        return layer instanceof Bidirectional ? (Bidirectional) layer : null;
    }
}
