package io.github.dl4jregularizers.variational;

/** The setting that all builders of layers with Gaussian weights have. */
class KlDraft {

    KlWeight klWeight;
}
