/**
 * Dropout and noise on activations, as DL4J's {@code IDropout}: for {@code .dropOut(..)} of a layer, or as a
 * {@link io.github.dl4jregularizers.dropout.NoiseLayer}. {@link io.github.dl4jregularizers.dropout.MaskShape} selects
 * which elements share a draw.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.dropout;
