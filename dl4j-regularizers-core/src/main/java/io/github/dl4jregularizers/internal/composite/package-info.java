/** The framework for layers that hold other layers: parameters, gradients, updaters and counters. */
package io.github.dl4jregularizers.internal.composite;
