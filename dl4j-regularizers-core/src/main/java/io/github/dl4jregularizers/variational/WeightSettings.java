package io.github.dl4jregularizers.variational;

import org.deeplearning4j.nn.layers.BaseLayer;

/** The settings of a layer with weights N(w, sigma^2). */
interface WeightSettings {

    /** The weight of the divergence in the score. */
    KlWeight klWeight();

    /** The initial log sigma^2 of every weight. */
    double initialLogVariance();

    /** The divergence from the prior. */
    PriorDivergence divergence();

    /** A new sampler for a runtime. */
    WeightSampler sampler(BaseLayer<?> layer, LinearMap map);

    /** Tests whether every draw belongs to one example. */
    boolean drawsPerExample();
}
