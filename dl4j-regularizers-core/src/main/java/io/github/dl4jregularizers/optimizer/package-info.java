/**
 * Optimizers with decoupled weight decay, sharpness-aware minimization, Lookahead and gradient clipping.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.optimizer;
