/**
 * Augmentation of training data, as DL4J's {@code DataSetPreProcessor}: draws are keyed by a seed and the number of an
 * example, so that they depend on neither the thread nor other draws; arrays and networks that others use are not changed.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.augment;
