/**
 * Random numbers in the memory of the host, by a counter-based generator.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.cpu.random;
