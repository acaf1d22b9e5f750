/**
 * Loss functions, as DL4J's {@code ILossFunction}: go into an output or loss layer. The base of the losses of a softmax
 * owns shape checks, masks and the log-softmax; a member says only what one row loses. Flooding goes around any loss.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.loss;
