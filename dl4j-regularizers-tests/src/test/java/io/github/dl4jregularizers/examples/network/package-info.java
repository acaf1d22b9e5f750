/**
 * Tests of the program's networks: parameter counts as published, shortcuts, options.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.network;
