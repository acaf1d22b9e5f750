/**
 * Measures the effect of each regularizer during training.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.monitor;
