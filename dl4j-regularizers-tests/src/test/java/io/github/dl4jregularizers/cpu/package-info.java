/**
 * Tests of {@link io.github.dl4jregularizers.cpu.OneDnn}: what it reports, and that DL4J's oneDNN helpers compute what
 * its built-in layers compute.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.cpu;
