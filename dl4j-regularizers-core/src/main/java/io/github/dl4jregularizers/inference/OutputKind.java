package io.github.dl4jregularizers.inference;

/** The meaning of the numbers in an output. */
public enum OutputKind {
    /** Probabilities of exclusive classes, as from softmax. They sum to 1 over the class axis. */
    CLASSES,
    /** Probabilities of independent events, as from sigmoid. */
    BINARY,
    /** Any numbers. */
    REGRESSION,
    /**
     * Means, followed on the same axis by as many log variances of the targets (Kendall and Gal 2017).
     */
    MEAN_AND_LOG_VARIANCE
}
