package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;

/** Tests whether layers are declared channels last. */
final class ChannelsLast {

    private ChannelsLast() {}

    static boolean isImages(LayerView layer) {
        return layer.is(ConvolutionLayer.class)
                && ((ConvolutionLayer) layer.layer()).getCnn2dDataFormat() == CNN2DFormat.NHWC;
    }

    static boolean isSequence(LayerView layer) {
        return layer.is(BaseRecurrentLayer.class)
                && ((BaseRecurrentLayer) layer.layer()).getRnnDataFormat() == RNNFormat.NWC;
    }
}
