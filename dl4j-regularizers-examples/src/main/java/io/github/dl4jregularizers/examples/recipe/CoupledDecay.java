package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * DL4J's L2 on every layer's weights, those inside residual blocks included, and not on biases and normalization: weight
 * decay as plain gradient descent has it. Adam divides its gradient by the size of the gradients, so that there weights
 * with large gradients hardly decay.
 */
final class CoupledDecay implements Recipe.Change {

    private final double coefficient;

    CoupledDecay(double coefficient) {
        this.coefficient = Arguments.nonNegative("coefficient", coefficient);
    }

    @Override
    public MultiLayerConfiguration of(MultiLayerConfiguration configuration, ISchedule learningRate) {
        decay(LayerTree.of(configuration));
        return configuration;
    }

    @Override
    public ComputationGraphConfiguration of(ComputationGraphConfiguration configuration, ISchedule learningRate) {
        decay(LayerTree.of(configuration));
        return configuration;
    }

    private void decay(LayerTree network) {
        for (LayerNode node : network.nodes()) {
            if (node.config() instanceof BaseLayer) {
                ((BaseLayer) node.config()).setRegularization(List.of(new L2Regularization(coefficient)));
            }
        }
    }
}
