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
        Backend.current()
                .adamStep()
                .apply(
                        gradient.reshape(getV().shape()),
                        getM(),
                        getV(),
                        adam.getLearningRate(iteration, epoch),
                        adam.getBeta1(),
                        adam.getBeta2(),
                        adam.getEpsilon(),
                        iteration);
    }
}
