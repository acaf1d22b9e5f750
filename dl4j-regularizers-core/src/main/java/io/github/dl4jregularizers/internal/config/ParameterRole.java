package io.github.dl4jregularizers.internal.config;

import java.util.Map;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;

/**
 * The role of a parameter in its layer, by which regularization is applied or not.
 *
 * <p>DL4J distinguishes weights and biases only. LayerNorm's gain, PReLU's slope, the one-class margin and the biases
 * of a {@code Bidirectional} count as weights there; BatchNorm's running statistics and class centers count as
 * parameters.
 */
public enum ParameterRole {
    /** Multiplies inputs, recurrent activations, queries or embeddings; peephole weights are part of these. */
    WEIGHT,
    /** Is added to a pre-activation, or is its threshold. */
    BIAS,
    /** Scale or offset after a normalization: BatchNorm's gamma and beta, LayerNorm's gain. */
    GAIN_SHIFT,
    /** Shapes an activation function: PReLU's slope. */
    ACTIVATION,
    /** Not trained by the loss, but estimated from activations: BatchNorm's mean and variance, class centers. */
    STATISTIC,
    /** A trained parameter of a foreign layer that is neither weight nor bias. */
    OTHER;

    /**
     * Returns the role of a parameter.
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
        return inner.isEmpty() ? LayerDescription.role(layer, parameterName) : OTHER;
    }

    static ParameterRole named(boolean weight, boolean bias) {
        if (weight) {
            return WEIGHT;
        }
        return bias ? BIAS : OTHER;
    }
}
