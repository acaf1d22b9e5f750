/**
 * Whether predicted probabilities can be believed, and what to do where they cannot: calibration error, proper scores,
 * temperature scaling, conformal prediction sets, selective prediction, and detection of unfamiliar inputs. Everything
 * works on arrays of probabilities, wherever they come from.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.calibration;
