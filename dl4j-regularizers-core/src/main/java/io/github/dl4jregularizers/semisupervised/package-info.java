/**
 * Training with labeled and unlabeled data: pseudo-labels, Mean Teacher, FixMatch. Each is an iterator over batches
 * that join both, for the ordinary {@code fit}.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.semisupervised;
