/**
 * Schedules of learning rates and other coefficients.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.schedule;
