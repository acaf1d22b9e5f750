/**
 * Regularization in the update of the parameters: optimizers with decoupled weight decay and penalties on weights, configured
 * on a built network configuration, learning rate schedules, constraints on weights, and listeners that change the gradient before the updater gets it.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.optimize;
