/**
 * Calibration and predictive uncertainty of a trained network: one pass and samples, unscaled and scaled, on test and
 * out-of-distribution images.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.uncertainty;
