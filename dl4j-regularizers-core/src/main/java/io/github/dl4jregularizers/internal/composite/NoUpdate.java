package io.github.dl4jregularizers.internal.composite;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Takes back whatever the updater wants to do to a parameter: DL4J asks after it, and last. Not part of any configuration. */
public final class NoUpdate implements Regularization {

    public static final NoUpdate INSTANCE = new NoUpdate();

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
