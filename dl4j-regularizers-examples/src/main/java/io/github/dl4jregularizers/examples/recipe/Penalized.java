package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.examples.Require;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.schedule.ISchedule;

/** A penalty on the weights of every layer. */
final class Penalized implements Recipe.Change {

    private final ConfigurationChange penalty;

    Penalized(ConfigurationChange penalty) {
        this.penalty = Require.given("penalty", penalty);
    }

    @Override
    public MultiLayerConfiguration of(MultiLayerConfiguration configuration, ISchedule learningRate) {
        return penalty.applyTo(configuration);
    }

    @Override
    public ComputationGraphConfiguration of(ComputationGraphConfiguration configuration, ISchedule learningRate) {
        return penalty.applyTo(configuration);
    }
}
