/**
 * The time steps of LSTM and SimpleRnn, with noise on their states or weights.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.internal.recurrence;
