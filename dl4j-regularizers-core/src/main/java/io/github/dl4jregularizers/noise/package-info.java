/**
 * Sources of random numbers. Every draw of the library goes through a {@link
 * io.github.dl4jregularizers.noise.NoiseSource}. The default is the backend's generator; a keyed generator makes
 * results independent of chunks and threads.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.noise;
