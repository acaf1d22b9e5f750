/**
 * Constraints on weights, applied after each update: max-norm and spectral norm.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.constraint;
