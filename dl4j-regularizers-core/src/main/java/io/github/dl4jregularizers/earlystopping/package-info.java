/**
 * Scores and savers for DL4J's early stopping, for the trained or the averaged weights. Metrics are accuracy,
 * likelihood, calibration and regression error on validation data, without penalty terms.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.earlystopping;
