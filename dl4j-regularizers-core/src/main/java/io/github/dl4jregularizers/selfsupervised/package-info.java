/**
 * Self-supervised learning: batches for contrastive learning ({@code loss.NtXentLoss}), and masked patches for
 * autoencoders.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.selfsupervised;
