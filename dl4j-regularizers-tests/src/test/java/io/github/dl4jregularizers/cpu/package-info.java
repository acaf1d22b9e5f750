/**
 * Tests of {@link io.github.dl4jregularizers.cpu.OneDnn}: its reports, and DL4J's oneDNN helpers against the built-in
 * layers.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.cpu;
