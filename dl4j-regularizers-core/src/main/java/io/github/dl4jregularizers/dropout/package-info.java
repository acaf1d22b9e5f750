/**
 * Noise on activations, as DL4J's {@code IDropout}: goes into {@code .dropOut(..)} of a layer, or stands by itself as a
 * {@link io.github.dl4jregularizers.dropout.NoiseLayer}. {@link io.github.dl4jregularizers.dropout.MaskedDropout}
 * multiplies by a mask, and {@link io.github.dl4jregularizers.dropout.MaskShape} says which elements share a draw.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.dropout;
