package io.github.dl4jregularizers.internal.backend;

import org.nd4j.linalg.api.ndarray.INDArray;

/** One step of Adam on arrays of the same shape. */
public interface AdamStep {

    /**
     * Updates the moments and replaces the gradient by the step. The moments are m = beta1 m + (1 - beta1) g and v =
     * beta2 v + (1 - beta2) g². The step is rate sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + epsilon), where t is
     * iteration + 1.
     *
     * @param gradient g, which becomes the step
     * @param first m
     * @param second v
     * @param rate learning rate
     * @param beta1 decay of m
     * @param beta2 decay of v
     * @param epsilon added to sqrt(v)
     * @param iteration number of steps before this one
     */
    void apply(
            INDArray gradient,
            INDArray first,
            INDArray second,
            double rate,
            double beta1,
            double beta2,
            double epsilon,
            int iteration);
}
