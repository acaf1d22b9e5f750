/**
 * Attention with dropout on the attention weights.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.attention;
