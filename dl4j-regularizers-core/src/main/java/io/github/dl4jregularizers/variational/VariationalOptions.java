package io.github.dl4jregularizers.variational;

/**
 * Builder options of the layers with a variance per weight.
 *
 * @param <B> the builder
 */
interface VariationalOptions<B> extends KlOption<B> {

    @Override
    VariationalSettings.Draft draft();

    /**
     * Sets the initial log sigma^2 of every weight. Default: -10.
     *
     * @param value in [-40, 10]; small compared with log w^2, so that training starts with little noise
     * @return this
     */
    default B initialLogVariance(double value) {
        draft().initialLogVariance = value;
        return self();
    }

    /**
     * Sets the log alpha above which inference prunes a weight. Default: 3.
     *
     * @param logAlpha in [-10, 10]; 10 prunes none
     * @return this
     */
    default B pruningThreshold(double logAlpha) {
        draft().pruningThreshold = logAlpha;
        return self();
    }
}
