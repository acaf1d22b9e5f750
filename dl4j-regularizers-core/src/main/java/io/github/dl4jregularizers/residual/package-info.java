/**
 * Residual blocks, stochastic depth, DropPath, concatenated paths, and layers in sequence as one layer.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.residual;
