/**
 * Measures during training what each regularizer does.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.monitor;
