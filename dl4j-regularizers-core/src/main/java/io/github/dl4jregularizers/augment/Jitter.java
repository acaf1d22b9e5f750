package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.RNNFormat;

/**
 * Adds noise to each sequence, and scales its features, as for data of sensors.
 *
 * <p>Formula: a_k x + sigma e, with e ~ N(0, 1) per feature and step, and a_k ~ N(1, s^2) per feature k. The scale s is
 * 0 by default. Padding stays as it is. {@code GaussianNoise} in a {@code NoiseLayer} adds noise inside the network,
 * which costs no time of the iterator.
 *
 * <p>Paper: Um et al., "Data Augmentation of Wearable Sensor Data for Parkinson's Disease Monitoring using
 * Convolutional Neural Networks", ICMI 2017, with sigma 0.03 and s 0.1 for normalized data.
 */
public final class Jitter extends SequenceAugmentation {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 14;

    private final double sigma;
    private final double scale;

    /**
     * Adds noise without scaling.
     *
     * @param format order of the features' dimensions
     * @param sigma deviation of the noise, at least 0
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public Jitter(RNNFormat format, double sigma, long seed) {
        this(format, sigma, 0, seed);
    }

    private Jitter(RNNFormat format, double sigma, double scale, long seed) {
        super(format, seed, STREAM);
        this.sigma = Arguments.nonNegative("sigma", sigma);
        this.scale = Arguments.nonNegative("scale", scale);
    }

    /**
     * Scales each feature.
     *
     * @param deviation s, deviation of the factors, at least 0
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if deviation is out of its range
     */
    public Jitter withScaling(double deviation) {
        return new Jitter(format(), sigma, deviation, seed());
    }

    @Override
    Change draw(SplitMix random, ImageShape shape, int first, int end) {
        double[] factors = new double[shape.channels];
        double[] noise = new double[shape.channels * (end - first)];
        for (int feature = 0; feature < factors.length; feature++) {
            factors[feature] = scale == 0 ? 1 : 1 + scale * Beta.normal(random);
        }
        if (sigma > 0) {
            Beta.normals(noise, sigma, random);
        }
        return (sequence, out) -> {
            System.arraycopy(sequence, 0, out, 0, shape.length());
            for (int feature = 0; feature < shape.channels; feature++) {
                for (int step = first; step < end; step++) {
                    int place = shape.at(step) + feature * shape.channelStride;
                    out[place] = factors[feature] * out[place] + noise[feature * (end - first) + step - first];
                }
            }
        };
    }
}
