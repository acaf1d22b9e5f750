/**
 * The networks of the program, by name: a small VGG-like {@code cnn} and the residual networks of He et al. for CIFAR.
 * All take 32x32 RGB images, channels first; updater, loss and dropout come from
 * {@link io.github.dl4jregularizers.examples.network.NetworkOptions}.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.network;
