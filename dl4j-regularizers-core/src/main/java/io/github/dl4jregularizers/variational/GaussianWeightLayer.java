package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BaseLayer;

/** A layer configuration with weights N(w, sigma^2). */
interface GaussianWeightLayer extends Stochastic, SelfDescribed {

    /** The settings of the weights. */
    WeightSettings settings();

    @Override
    default boolean drawsPerExample() {
        return settings().drawsPerExample();
    }

    @Override
    default Optional<String> weightNoiseRefusal() {
        return Optional.of("a layer without learned noise of its own (its divergence is that of the unperturbed weights)");
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
