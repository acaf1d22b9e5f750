/**
 * Images to train on: {@link io.github.dl4jregularizers.examples.data.ShapesData} draws them,
 * {@link io.github.dl4jregularizers.examples.data.CifarData} reads them, and
 * {@link io.github.dl4jregularizers.examples.data.ImageBatches} hands them to a network, always in the same order for
 * the same seed and epoch.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.data;
