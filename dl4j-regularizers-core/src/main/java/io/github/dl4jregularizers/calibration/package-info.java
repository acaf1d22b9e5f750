/**
 * Calibration of predicted probabilities: calibration error, proper scores, temperature scaling, conformal and
 * selective prediction, out-of-distribution detection. All classes take arrays of probabilities, from any model.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.calibration;
