/**
 * Scores and savers for DL4J's early stopping: accuracy, likelihood, calibration or regression error on validation
 * data, without penalty terms, for the trained or the averaged weights.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.earlystopping;
