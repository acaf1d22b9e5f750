package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Functions of the layers with Gaussian weights, which have no common superclass. */
final class GaussianWeightLayer {

    static final String NO_WEIGHT_NOISE =
            "a layer without learned noise (its divergence is that of the unperturbed weights)";

    private GaussianWeightLayer() {}

    /** The settings of a layer with Gaussian weights. */
    static WeightSettings settings(Layer layer) {
        if (layer instanceof BaseRecurrentLayer) {
            return BayesianRecurrent.settings(layer);
        }
        return layer instanceof GaussianWeightDense
                ? ((GaussianWeightDense) layer).settings()
                : ((GaussianWeightConvolution) layer).settings();
    }

    /** Refuses DL4J's weight noise, which these layers would ignore. */
    static void refuseWeightNoise(BaseLayer layer) {
        if (layer.getWeightNoise() != null) {
            throw Arguments.invalid(
                    "weight noise of layer \"" + layer.getLayerName() + "\"",
                    "null, since " + layer.getClass().getSimpleName() + " learns its own",
                    layer.getWeightNoise());
        }
    }
}
