package io.github.dl4jregularizers.transfer;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.ConfigurationCopy;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Predicate;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * BatchNorm with fixed running statistics, gain and shift, in training too, while layers below it train.
 *
 * <p>Formula: y = gamma (x - mean) / sqrt(variance + epsilon) + beta with the running mean and variance; dL/dx = dL/dy
 * gamma / sqrt(variance + epsilon). Small batches of a fine-tuning then do not disturb the statistics of pretraining.
 * Parameter names and sizes are those of the layer inside, so a pretrained network's parameters fit.
 *
 * <p>DL4J's {@code FrozenLayer} also runs at inference, but passes no gradient to the layers below. Its {@code
 * FrozenLayerWithBackprop} passes one that is wrong for BatchNorm: it assumes batch statistics.
 *
 * <pre>{@code
 * ConfigurationChange change = FrozenBatchNormalization.everywhere();
 * MultiLayerConfiguration conf = change.applyTo(pretrained.getLayerWiseConfigurations());
 * MultiLayerNetwork network = new MultiLayerNetwork(conf);
 * network.init(pretrained.params(), true);
 * }</pre>
 *
 * <p>Activations of rank 2 and 4, in both formats. Errors: {@code IllegalArgumentException} for BatchNorm inside a
 * {@code ResidualBlock} or {@code LayerSequence}; {@code FusedNetworks.plain} expands these.
 */
public final class FrozenBatchNormalization extends FrozenLayerWithBackprop {

    /**
     * Fixes a layer.
     *
     * @param layer to fix
     * @throws IllegalArgumentException if layer is no BatchNorm
     */
    @JsonCreator
    public FrozenBatchNormalization(@JsonProperty("underlying") Layer layer) {
        super(requireNormalization(layer));
        if (layer.getLayerName() != null) {
            setLayerName(layer.getLayerName());
        }
    }

    private static Layer requireNormalization(Layer layer) {
        if (!(layer instanceof BatchNormalization)) {
            throw Arguments.invalid("layer", "a BatchNormalization", layer == null ? null : layer.getClass());
        }
        return layer;
    }

    /**
     * Fixes every BatchNorm of a network.
     *
     * @return the change of a configuration
     */
    public static ConfigurationChange everywhere() {
        return in(layer -> true);
    }

    /**
     * Fixes some BatchNorm layers of a network.
     *
     * @param layers selects by layer name; unnamed layers are {@code layer0} and so on
     * @return the change of a configuration
     * @throws IllegalArgumentException if layers is missing
     */
    public static ConfigurationChange in(Predicate<String> layers) {
        Arguments.required("layers", layers);
        return new ConfigurationChange() {
            @Override
            public MultiLayerConfiguration applyTo(MultiLayerConfiguration conf) {
                MultiLayerConfiguration copy = ConfigurationCopy.of(conf);
                LayerTree.of(copy).rewrite(node -> fixed(node, layers));
                return copy;
            }

            @Override
            public ComputationGraphConfiguration applyTo(ComputationGraphConfiguration conf) {
                ComputationGraphConfiguration copy = ConfigurationCopy.of(conf);
                LayerTree.of(copy).rewrite(node -> fixed(node, layers));
                return copy;
            }

            @Override
            public String toString() {
                return "FrozenBatchNormalization";
            }
        };
    }

    private static Layer fixed(LayerNode node, Predicate<String> layers) {
        Layer layer = node.layer().orElseThrow();
        boolean selected = layer instanceof BatchNormalization && !node.isFrozen() && layers.test(node.layerName());
        if (selected && !node.parameterPrefix().isEmpty()) {
            throw Arguments.invalid(
                    "BatchNormalization " + node.parameterPrefix() + " of layer " + node.layerName(),
                    "a layer of the network to be fixed (FusedNetworks.plain expands blocks and sequences)",
                    "inside another layer");
        }
        return selected ? new FrozenBatchNormalization(layer) : layer;
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        org.deeplearning4j.nn.layers.FrozenLayerWithBackprop frozen =
                (org.deeplearning4j.nn.layers.FrozenLayerWithBackprop)
                        super.instantiate(conf, listeners, index, parameters, initialize, type);
        return new FrozenBatchNormalizationRuntime(conf, frozen.getInsideLayer());
    }

    @Override
    public FrozenBatchNormalization clone() {
        return (FrozenBatchNormalization) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FrozenBatchNormalization
                && underlying.equals(((FrozenBatchNormalization) other).underlying)
                && Objects.equals(layerName, ((FrozenBatchNormalization) other).layerName);
    }

    @Override
    public int hashCode() {
        return Objects.hash(underlying, layerName);
    }

    @Override
    public String toString() {
        return "FrozenBatchNormalization(" + getUnderlying() + ")";
    }
}
