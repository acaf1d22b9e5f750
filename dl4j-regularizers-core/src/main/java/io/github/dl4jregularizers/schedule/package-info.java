/** Schedules of learning rates and other coefficients. */
package io.github.dl4jregularizers.schedule;
