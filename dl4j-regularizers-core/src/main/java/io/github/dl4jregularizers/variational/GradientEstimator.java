package io.github.dl4jregularizers.variational;

/** How a layer with Gaussian weights draws its noise in training. Both estimators are unbiased. */
public enum GradientEstimator {
    /**
     * One draw per example and pre-activation: the noise is N(0, map(x^2, sigma^2)). Lowest variance; twice the matrix
     * products of a plain layer. In a convolution, positions draw independently although they share weights.
     *
     * <p>Paper: Kingma, Salimans and Welling, "Variational Dropout and the Local Reparameterization Trick", NIPS 2015.
     */
    LOCAL_REPARAMETERIZATION,
    /**
     * One draw per weight and batch, times random signs per example. Positions of a convolution share the weights of
     * their example. Monte-Carlo inference needs one pass per sample.
     *
     * <p>Paper: Wen, Vicol, Ba, Tran and Grosse, "Flipout: Efficient Pseudo-Independent Weight Perturbations on
     * Mini-Batches", ICLR 2018.
     */
    FLIPOUT
}
