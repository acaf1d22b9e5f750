/**
 * Noise whose strength is learned: layers that hold a variance beside each weight, or each unit, and pay for certainty
 * by a Kullback-Leibler term in the score, as {@link io.github.dl4jregularizers.variational.KlWeight} says, and
 * {@link io.github.dl4jregularizers.variational.L0Gates}, where units pay for being there.
 * {@link io.github.dl4jregularizers.variational.Sparsity} counts what a network turned out not to need.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.variational;
