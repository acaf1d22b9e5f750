/**
 * Loss functions, as DL4J's {@code ILossFunction}: go into an output or loss layer. The base owns shape checks, masks,
 * class weights and the log-softmax; a member says only what target it compares the prediction with.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.loss;
