/**
 * Noise whose strength is learned: layers that hold a variance beside each weight, or each unit, and pay for certainty
 * by a Kullback-Leibler term in the score. {@link io.github.dl4jregularizers.variational.KlWeight} says how much, and
 * {@link io.github.dl4jregularizers.variational.Sparsity} how many weights turned out to be noise only.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.variational;
