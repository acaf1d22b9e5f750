package io.github.dl4jregularizers.variational;

/**
 * The builder option that all layers with Gaussian weights have.
 *
 * @param <B> the builder
 */
interface KlOption<B> {

    /** Returns the options set so far. */
    KlDraft draft();

    /** Returns the builder itself. */
    B self();

    /**
     * Sets the weight of the divergence in the score. Required; the same for all layers of a network.
     *
     * @param weight not null
     * @return this
     */
    default B klWeight(KlWeight weight) {
        draft().klWeight = weight;
        return self();
    }
}
