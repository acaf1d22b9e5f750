/**
 * Noise on activations, as DL4J's {@code IDropout}: goes into {@code .dropOut(..)} of a layer. A member
 * says only how its mask is drawn; {@link io.github.dl4jregularizers.dropout.MaskedDropout} does the rest, and
 * {@link io.github.dl4jregularizers.dropout.MaskShape} says which elements share one draw.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.dropout;
