package io.github.dl4jregularizers.internal.config;

import java.util.Map;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;
import org.deeplearning4j.nn.layers.ocnn.OCNNParamInitializer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.CenterLossParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.PretrainParamInitializer;

/**
 * What a parameter does in its layer, which decides what regularization may do to it.
 *
 * <p>DL4J knows weights and biases only: it counts LayerNorm's gain, PReLU's slope and the one-class margin as weights,
 * BatchNorm's running statistics and class centres as parameters, and a {@code Bidirectional}'s biases as weights.
 */
public enum ParameterRole {
    /** Multiplies inputs, recurrent activations, queries or embeddings; peephole weights are part of these. */
    WEIGHT,
    /** Is added to a pre-activation, or is a threshold one is compared with. */
    BIAS,
    /** Scale or offset after a normalisation: BatchNorm's gamma and beta, LayerNorm's gain. */
    GAIN_SHIFT,
    /** Shapes an activation function: PReLU's slope. */
    ACTIVATION,
    /** Not trained by the loss, but estimated from activations: BatchNorm's mean and variance, class centres. */
    STATISTIC,
    /** A trained parameter that its layer, foreign to DL4J, calls neither weight nor bias. */
    OTHER;

    /**
     * The role of a parameter.
     *
     * @param conf a layer configuration, containers such as {@code Bidirectional} included, or a {@code SameDiffVertex}
     * @param parameterName the name within the layer, with the prefixes of containers, such as {@code fRW}
     * @return the role; for a name the layer does not have, {@link #OTHER}
     */
    public static ParameterRole of(TrainingConfig conf, String parameterName) {
        if (conf instanceof SameDiffVertex) {
            SameDiffVertex vertex = (SameDiffVertex) conf;
            return named(
                    vertex.getVertexParams().isWeightParam(parameterName),
                    vertex.getVertexParams().isBiasParam(parameterName));
        }
        if (!(conf instanceof Layer)) {
            return OTHER;
        }
        Layer layer = (Layer) conf;
        Map<String, Layer> inner = InnerLayers.of(layer);
        for (Map.Entry<String, Layer> entry : inner.entrySet()) {
            if (parameterName.startsWith(entry.getKey())) {
                return of(
                        entry.getValue(), parameterName.substring(entry.getKey().length()));
            }
        }
        return inner.isEmpty() ? ofLeaf(layer, parameterName) : OTHER;
    }

    private static ParameterRole ofLeaf(Layer layer, String name) {
        if (layer instanceof BatchNormalization) {
            return ofBatchNormalization(name);
        }
        if (layer instanceof PReLULayer) {
            return ACTIVATION;
        }
        if (layer instanceof CenterLossOutputLayer && name.equals(CenterLossParamInitializer.CENTER_KEY)) {
            return STATISTIC;
        }
        if (hasLayerNorm(layer) && name.equals(DefaultParamInitializer.GAIN_KEY)) {
            return GAIN_SHIFT;
        }
        if (layer instanceof AutoEncoder && name.equals(PretrainParamInitializer.VISIBLE_BIAS_KEY)
                || layer instanceof OCNNOutputLayer && name.equals(OCNNParamInitializer.R_KEY)) {
            return BIAS;
        }
        return named(
                layer.initializer().isWeightParam(layer, name),
                layer.initializer().isBiasParam(layer, name));
    }

    private static ParameterRole ofBatchNormalization(String name) {
        switch (name) {
            case BatchNormalizationParamInitializer.GAMMA:
            case BatchNormalizationParamInitializer.BETA:
                return GAIN_SHIFT;
            case BatchNormalizationParamInitializer.GLOBAL_MEAN:
            case BatchNormalizationParamInitializer.GLOBAL_VAR:
            case BatchNormalizationParamInitializer.GLOBAL_LOG_STD:
                return STATISTIC;
            default:
                return OTHER;
        }
    }

    private static boolean hasLayerNorm(Layer layer) {
        return layer instanceof DenseLayer && ((DenseLayer) layer).hasLayerNorm()
                || layer instanceof SimpleRnn && ((SimpleRnn) layer).hasLayerNorm();
    }

    private static ParameterRole named(boolean weight, boolean bias) {
        if (weight) {
            return WEIGHT;
        }
        return bias ? BIAS : OTHER;
    }
}
