package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerTree;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.schedule.ISchedule;

/** Refuses a network without the layer that a recipe is about, which would train as the baseline does. */
final class RequiredLayer implements Recipe.Change {

    private final Class<? extends Layer> layer;
    private final String needed;

    /**
     * A requirement.
     *
     * @param layer what has to be in the network that the recipe made
     * @param needed the error, in full
     */
    RequiredLayer(Class<? extends Layer> layer, String needed) {
        this.layer = Arguments.required("layer", layer);
        this.needed = Arguments.required("needed", needed);
    }

    @Override
    public MultiLayerConfiguration of(MultiLayerConfiguration configuration, ISchedule learningRate) {
        require(LayerTree.of(configuration));
        return configuration;
    }

    @Override
    public ComputationGraphConfiguration of(ComputationGraphConfiguration configuration, ISchedule learningRate) {
        require(LayerTree.of(configuration));
        return configuration;
    }

    private void require(LayerTree network) {
        if (network.nodes().stream().noneMatch(node -> layer.isInstance(node.config()))) {
            throw new IllegalArgumentException(needed);
        }
    }
}
