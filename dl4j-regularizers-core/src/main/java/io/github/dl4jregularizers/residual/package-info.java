/** Residual blocks, stochastic depth and DropPath; layers in sequence as one layer. */
package io.github.dl4jregularizers.residual;
