/**
 * Penalties on weights, added to the loss or applied as proximal steps: elastic net, group lasso, orthogonality,
 * spectral norm.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.penalty;
