package io.github.dl4jregularizers.internal.composite;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Sets the update of a frozen parameter to 0. DL4J applies it after the updater. Never part of a configuration. */
final class NoUpdate implements Regularization {

    static final NoUpdate INSTANCE = new NoUpdate();

    private static final long serialVersionUID = 1L;

    private NoUpdate() {}

    @Override
    public ApplyStep applyStep() {
        return ApplyStep.POST_UPDATER;
    }

    @Override
    public void apply(INDArray parameter, INDArray update, double learningRate, int iteration, int epoch) {
        update.assign(0);
    }

    @Override
    public double score(INDArray parameter, int iteration, int epoch) {
        return 0;
    }

    @Override
    public NoUpdate clone() {
        return this;
    }
}
