package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.optimizer.AdamW;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.schedule.ISchedule;

/** AdamW on every layer: decoupled weight decay, proportional to the learning rate. */
final class DecoupledDecay implements Recipe.Change {

    private final double weightDecay;

    DecoupledDecay(double weightDecay) {
        this.weightDecay = Require.nonNegative("weightDecay", weightDecay);
    }

    @Override
    public MultiLayerConfiguration of(MultiLayerConfiguration configuration, ISchedule learningRate) {
        return adamW(learningRate).applyTo(configuration);
    }

    @Override
    public ComputationGraphConfiguration of(ComputationGraphConfiguration configuration, ISchedule learningRate) {
        return adamW(learningRate).applyTo(configuration);
    }

    private AdamW adamW(ISchedule learningRate) {
        return AdamW.builder()
                .learningRate(learningRate)
                .weightDecay(weightDecay)
                .build();
    }
}
