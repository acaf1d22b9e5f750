/**
 * Tests of the programs to copy.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples;
