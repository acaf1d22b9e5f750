/**
 * A command-line program that trains networks with and without regularization, and short programs to copy.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples;
