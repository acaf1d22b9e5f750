/**
 * Early stopping by what a network is worth: accuracy, likelihood or calibration on validation data, without penalty terms.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.earlystopping;
