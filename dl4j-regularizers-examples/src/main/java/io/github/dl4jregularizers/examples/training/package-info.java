/**
 * Training of one network with safe files: metrics per epoch, atomic checkpoints, exact resumption of a killed run,
 * early stopping. {@link io.github.dl4jregularizers.examples.training.Trainer} is the entry.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.training;
