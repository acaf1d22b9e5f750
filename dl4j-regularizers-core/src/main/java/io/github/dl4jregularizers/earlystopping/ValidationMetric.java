package io.github.dl4jregularizers.earlystopping;

/** The metrics of {@link ValidationScore}. */
enum ValidationMetric {
    ACCURACY(false),
    NEGATIVE_LOG_LIKELIHOOD(true),
    CALIBRATION_ERROR(true),
    MEAN_SQUARED_ERROR(true),
    GAUSSIAN_NEGATIVE_LOG_LIKELIHOOD(true);

    private final boolean minimize;

    ValidationMetric(boolean minimize) {
        this.minimize = minimize;
    }

    boolean minimize() {
        return minimize;
    }

    /** Returns the score of a network without finite predictions: worse than every other score, and not NaN. */
    double worst() {
        return minimize ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /** Returns an empty mean over a pass through the data. */
    RunningMetric start(int bins) {
        switch (this) {
            case MEAN_SQUARED_ERROR:
                return new RegressionMetric(1, RegressionMetric::squaredError);
            case GAUSSIAN_NEGATIVE_LOG_LIKELIHOOD:
                return new RegressionMetric(2, RegressionMetric::gaussianNegativeLogLikelihood);
            default:
                return new ClassificationMetric(this, bins);
        }
    }

    /** Returns the name in messages, such as "negative log likelihood". */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
