/**
 * Regularization in the update of the parameters: Adam with decoupled weight decay, configured on a built network
 * configuration, and the decay itself as a {@code Regularization} of DL4J.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.optimize;
