/**
 * Data sets. {@link io.github.dl4jregularizers.examples.data.ShapesData} generates images, {@link
 * io.github.dl4jregularizers.examples.data.CifarData} reads CIFAR, and {@link
 * io.github.dl4jregularizers.examples.data.ImageBatches} makes reproducible batches, keyed by seed and epoch.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.data;
