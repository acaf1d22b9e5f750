/**
 * Regularization for Deeplearning4j. {@link io.github.dl4jregularizers.DropRate} is the only way a probability enters
 * the library; each subpackage holds one method family, named as the papers name it.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers;
