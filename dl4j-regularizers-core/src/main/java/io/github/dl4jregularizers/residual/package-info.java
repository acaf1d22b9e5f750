/**
 * Residual blocks, stochastic depth, DropPath, and layers in sequence as one layer.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.residual;
