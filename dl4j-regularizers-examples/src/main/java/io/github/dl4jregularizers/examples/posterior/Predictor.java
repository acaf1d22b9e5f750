package io.github.dl4jregularizers.examples.posterior;

import io.github.dl4jregularizers.inference.PredictiveDistribution;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Predicts a batch of images. */
@FunctionalInterface
interface Predictor {

    /** Returns the distribution over samples or members. */
    PredictiveDistribution predict(INDArray... images);
}
