package io.github.dl4jregularizers.internal.backend;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's operation. */
public final class NativeAdamStep implements AdamStep {

    @Override
    public void apply(
            INDArray gradient,
            INDArray first,
            INDArray second,
            double rate,
            double beta1,
            double beta2,
            double epsilon,
            int iteration) {
        Nd4j.exec(new AdamUpdater(gradient, second, first, rate, beta1, beta2, epsilon, iteration));
    }
}
