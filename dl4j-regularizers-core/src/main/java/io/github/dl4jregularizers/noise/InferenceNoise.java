package io.github.dl4jregularizers.noise;

/**
 * A source to draw from at inference: a layer that holds others ({@code ResidualBlock}) draws from it outside training
 * too, and lets those others, normalisation among them, compute as at inference.
 */
public interface InferenceNoise extends NoiseSource {}
