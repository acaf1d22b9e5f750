package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.examples.Require;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.schedule.ISchedule;

/** Refuses a network without the layer that a recipe needs, which would train like the baseline. */
final class RequiredLayer implements Recipe.Change {

    private final Class<? extends Layer> layer;
    private final String needed;

    /**
     * Requires a layer.
     *
     * @param layer class that the network must contain
     * @param needed the complete error message
     */
    RequiredLayer(Class<? extends Layer> layer, String needed) {
        this.layer = Require.given("layer", layer);
        this.needed = Require.given("needed", needed);
    }

    @Override
    public MultiLayerConfiguration of(MultiLayerConfiguration configuration, ISchedule learningRate) {
        require(configuration.toJson());
        return configuration;
    }

    @Override
    public ComputationGraphConfiguration of(ComputationGraphConfiguration configuration, ISchedule learningRate) {
        require(configuration.toJson());
        return configuration;
    }

    /** Every layer, those inside blocks included, is in the JSON with its class name. */
    private void require(String json) {
        if (!json.contains('"' + layer.getName() + '"')) {
            throw new IllegalArgumentException(needed);
        }
    }
}
