/**
 * Speed on the CPU: {@link io.github.dl4jregularizers.cpu.OneDnn} brings back the oneDNN layer helpers that DL4J
 * 1.0.0-M2.1 still contains but no longer finds.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.cpu;
