/**
 * Snapshots of a network's parameters, on the heap and in files.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.internal.snapshot;
