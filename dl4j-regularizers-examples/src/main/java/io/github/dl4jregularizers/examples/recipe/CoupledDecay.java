package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * DL4J's L2 on every layer's weights: its gradient passes through Adam, which divides it by the size of the gradients, so
 * that weights with large gradients hardly decay.
 */
final class CoupledDecay implements Recipe.Change {

    private final double coefficient;

    CoupledDecay(double coefficient) {
        this.coefficient = Arguments.nonNegative("coefficient", coefficient);
    }

    @Override
    public MultiLayerConfiguration of(MultiLayerConfiguration configuration, ISchedule learningRate) {
        configuration.getConfs().forEach(layer -> decay(layer.getLayer()));
        return configuration;
    }

    @Override
    public ComputationGraphConfiguration of(ComputationGraphConfiguration configuration, ISchedule learningRate) {
        configuration.getVertices().values().stream()
                .filter(LayerVertex.class::isInstance)
                .forEach(vertex -> decay(((LayerVertex) vertex).getLayerConf().getLayer()));
        return configuration;
    }

    private void decay(Layer layer) {
        if (layer instanceof BaseLayer) {
            ((BaseLayer) layer).setRegularization(List.of(new L2Regularization(coefficient)));
        }
    }
}
