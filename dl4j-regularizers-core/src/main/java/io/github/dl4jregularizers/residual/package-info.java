/** Residual blocks, stochastic depth, DropPath, and layers in sequence as one layer. */
package io.github.dl4jregularizers.residual;
