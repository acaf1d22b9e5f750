/**
 * Attention with dropout on the attention weights: layers with the parameters of DL4J's own, which have no such dropout.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.attention;
