package io.github.dl4jregularizers.noise;

/**
 * Noise source that is active at inference. A layer that holds others, such as {@code ResidualBlock}, draws from it
 * at inference too, while its inner layers, including normalization, run in inference mode.
 */
public interface InferenceNoise extends NoiseSource {}
