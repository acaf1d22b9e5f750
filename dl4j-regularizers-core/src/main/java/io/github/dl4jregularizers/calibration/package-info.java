/**
 * Calibration of predicted probabilities: calibration error, proper scores, temperature scaling, conformal prediction,
 * selective prediction, and detection of unfamiliar inputs. All classes take arrays of probabilities, of any model.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.calibration;
