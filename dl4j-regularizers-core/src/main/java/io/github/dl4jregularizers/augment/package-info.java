/**
 * Augmentation of training data, as DL4J preprocessors. Draws are keyed by a seed and the number of an example. They
 * depend on neither the thread nor other draws. Input arrays, networks and batches of other iterators are never
 * changed.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.augment;
