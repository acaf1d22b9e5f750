/**
 * Reads and rewrites configurations: the tree of layers, the role and shape of each parameter, training settings.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.internal.config;
