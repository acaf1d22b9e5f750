package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.composite.NoiseWrapper;
import io.github.dl4jregularizers.internal.config.InnerLayers;
import io.github.dl4jregularizers.internal.config.LayerDescription;
import io.github.dl4jregularizers.internal.config.ParameterRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/** Selects the parameters that weight noise perturbs, and refuses layers with wrong gradients under it. */
final class PerturbedParameters {

    private PerturbedParameters() {}

    /** Returns the names within the innermost layer: the requested weights, all if null, and biases on request. */
    static List<String> of(String noise, Layer underlying, List<String> requested, boolean biases) {
        Layer layer = computing(noise, underlying);
        List<String> weights = withRole(layer, ParameterRole.WEIGHT);
        if (weights.isEmpty()) {
            throw NoiseWrapper.refused(noise, layer, "a layer with weights");
        }
        List<String> names = new ArrayList<>(requested == null ? weights : requested);
        if (names.isEmpty() || !weights.containsAll(names)) {
            throw Arguments.invalid("parameters under " + noise, "among the weights " + weights, names);
        }
        if (biases) {
            Collection<String> all = withRole(layer, ParameterRole.BIAS);
            if (all.isEmpty()) {
                throw Arguments.invalid("biases under " + noise, "false for a layer without biases", true);
            }
            names.addAll(all);
        }
        return names;
    }

    private static List<String> withRole(Layer layer, ParameterRole role) {
        return layer.initializer().paramKeys(layer).stream()
                .filter(name -> ParameterRole.of(layer, name) == role)
                .collect(Collectors.toList());
    }

    /** Returns the innermost layer; both directions of a {@code Bidirectional} have the same parameter names. */
    private static Layer computing(String noise, Layer layer) {
        Optional<String> required = LayerDescription.weightNoiseRefusal(layer);
        if (required.isPresent()) {
            throw NoiseWrapper.refused(noise, layer, required.get());
        }
        if (layer instanceof BaseWrapperLayer) {
            return computing(noise, ((BaseWrapperLayer) layer).getUnderlying());
        }
        if (layer instanceof Bidirectional) {
            return computing(noise, ((Bidirectional) layer).getFwd());
        }
        if (!InnerLayers.of(layer).isEmpty()) {
            throw NoiseWrapper.refused(
                    noise, layer, "a layer with weights (put " + noise + " around the layers inside)");
        }
        return layer;
    }
}
