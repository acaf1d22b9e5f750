package io.github.dl4jregularizers.earlystopping;

/** A metric over several batches. */
interface RunningMetric {

    /**
     * Adds the unmasked predictions of a batch.
     *
     * @throws IllegalArgumentException if the predictions or labels do not fit the metric
     */
    void add(ValidationBatch batch);

    /** Returns the number of predictions added. */
    long size();

    /** Returns the metric of all predictions added; not defined before the first. */
    double value();
}
