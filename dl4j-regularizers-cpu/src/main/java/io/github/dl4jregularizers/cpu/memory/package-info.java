/**
 * Access to the memory of ND4J's arrays on the CPU.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.cpu.memory;
