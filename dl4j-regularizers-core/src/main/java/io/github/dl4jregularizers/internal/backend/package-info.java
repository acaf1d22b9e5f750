/**
 * The seam to the module {@code dl4j-regularizers-cpu}: operations that are much faster in host memory.
 *
 * <p>{@link io.github.dl4jregularizers.internal.backend.Backend#current()} returns the implementation in use. The
 * default uses ND4J operations and bulk transfers only, and so runs on every ND4J backend.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.internal.backend;
