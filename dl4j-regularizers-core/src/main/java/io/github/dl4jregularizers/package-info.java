/**
 * Regularization for Deeplearning4j. {@link io.github.dl4jregularizers.DropRate} holds every drop probability of the
 * library. Each subpackage holds one family of methods, under the name that papers use.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers;
