package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.config.InnerLayers;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;

/** The shape of features that a layer takes, as far as its configuration fixes it. */
final class FeatureShape {

    private static final long ANY = -1;

    private final long[] shape;

    private FeatureShape(long... shape) {
        this.shape = shape;
    }

    static FeatureShape any() {
        return new FeatureShape();
    }

    /** Returns the shape for a layer; any shape for layers that do not fix it. */
    static FeatureShape of(Layer layer) {
        Map<String, Layer> content = InnerLayers.of(layer);
        if (!content.isEmpty()) {
            return of(content.values().iterator().next());
        }
        long units = layer instanceof FeedForwardLayer ? ((FeedForwardLayer) layer).getNIn() : 0;
        if (units < 1) {
            return any();
        }
        if (layer instanceof DenseLayer || layer.getClass() == OutputLayer.class) {
            return new FeatureShape(ANY, units);
        }
        if (layer instanceof BaseRecurrentLayer) {
            return sequence(((BaseRecurrentLayer) layer).getRnnDataFormat(), units);
        }
        if (layer instanceof RnnOutputLayer) {
            return sequence(((RnnOutputLayer) layer).getRnnDataFormat(), units);
        }
        return layer.getClass() == ConvolutionLayer.class
                ? images(((ConvolutionLayer) layer).getCnn2dDataFormat(), units)
                : any();
    }

    private static FeatureShape sequence(RNNFormat format, long units) {
        return format == RNNFormat.NWC ? new FeatureShape(ANY, ANY, units) : new FeatureShape(ANY, units, ANY);
    }

    private static FeatureShape images(CNN2DFormat format, long channels) {
        return format == CNN2DFormat.NHWC
                ? new FeatureShape(ANY, ANY, ANY, channels)
                : new FeatureShape(ANY, channels, ANY, ANY);
    }

    boolean fits(long[] features) {
        boolean fits = shape.length == 0 || shape.length == features.length;
        for (int axis = 0; fits && axis < shape.length; axis++) {
            fits = shape[axis] == ANY || shape[axis] == features[axis];
        }
        return fits;
    }

    @Override
    public String toString() {
        return Arrays.stream(shape)
                .mapToObj(size -> size == ANY ? "any" : String.valueOf(size))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
