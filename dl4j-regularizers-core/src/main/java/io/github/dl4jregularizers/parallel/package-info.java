/**
 * Training in several threads of one JVM with DL4J's {@code ParallelWrapper}.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.parallel;
