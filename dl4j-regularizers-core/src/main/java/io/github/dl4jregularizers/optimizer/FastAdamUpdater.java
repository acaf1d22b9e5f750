package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.backend.Backend;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.config.Adam;

/** DL4J's Adam by the backend's step. */
final class FastAdamUpdater extends AdamUpdater {

    /** Takes the configuration and the state arrays of another. */
    FastAdamUpdater(AdamUpdater other) {
        super(other.getConfig());
        setM(other.getM());
        setV(other.getV());
        setGradientReshapeOrder(other.getGradientReshapeOrder());
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
        Adam adam = getConfig();
        step(adam, adam.getEpsilon(), gradient.reshape(getV().shape()), getM(), getV(), iteration, epoch);
    }

    /** Updates the moments and replaces the gradient by the step, with another epsilon than the configuration's. */
    static void step(Adam adam, double epsilon, INDArray gradient, INDArray m, INDArray v, int iteration, int epoch) {
        double learningRate = adam.getLearningRate(iteration, epoch);
        Backend.current()
                .adamStep()
                .apply(gradient, m, v, learningRate, adam.getBeta1(), adam.getBeta2(), epsilon, iteration);
    }
}
