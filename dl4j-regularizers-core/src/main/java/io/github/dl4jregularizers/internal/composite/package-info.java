/**
 * The framework for layers that hold other layers: parameters, gradients, updaters and counters.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.internal.composite;
