/** Optimizers with decoupled weight decay, sharpness-aware minimization and gradient clipping. */
package io.github.dl4jregularizers.optimizer;
