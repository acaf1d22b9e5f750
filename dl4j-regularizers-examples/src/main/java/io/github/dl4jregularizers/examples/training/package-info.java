/**
 * Trains one network and keeps the run safe: metrics every epoch, atomic checkpoints, exact continuation of a killed
 * run, early stopping. {@link io.github.dl4jregularizers.examples.training.Trainer} is the entry.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.training;
