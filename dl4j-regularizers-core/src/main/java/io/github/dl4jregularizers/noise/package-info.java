/**
 * Every random draw of the library goes through a {@link io.github.dl4jregularizers.noise.NoiseSource}: by default the
 * backend's generator, which a network's seed governs; a keyed generator where results must not depend on chunking or
 * threads; a fixed mask in tests.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.noise;
