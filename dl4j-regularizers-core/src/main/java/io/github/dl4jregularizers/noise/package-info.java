/**
 * Sources of random numbers. Every draw of the library goes through a
 * {@link io.github.dl4jregularizers.noise.NoiseSource}: the backend's generator by default, a keyed generator where
 * results must not depend on chunks or threads, or fixed draws in tests.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.noise;
