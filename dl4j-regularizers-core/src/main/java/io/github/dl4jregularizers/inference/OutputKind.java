package io.github.dl4jregularizers.inference;

/** What the numbers of an output mean. */
public enum OutputKind {
    /** Probabilities of classes that exclude each other, as from softmax: they sum to 1 over the class axis. */
    CLASSES,
    /** Probabilities of independent events, as from sigmoid: each number is one. */
    BINARY,
    /** Any numbers. */
    REGRESSION,
    /**
     * Means, and after them on the same axis as many logarithms of variances: a network that has learned how noisy its
     * targets are (Kendall and Gal 2017).
     */
    MEAN_AND_LOG_VARIANCE
}
