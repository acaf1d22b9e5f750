/** Optimizers with decoupled weight decay, sharpness-aware minimization, Lookahead and gradient clipping. */
package io.github.dl4jregularizers.optimizer;
