/**
 * How far the predictions of a trained network can be believed: its probabilities in one pass and by samples of its
 * noise, calibrated and not, on familiar images and others.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.uncertainty;
