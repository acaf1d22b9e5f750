package io.github.dl4jregularizers.examples.data;

import io.github.dl4jregularizers.examples.Require;
import java.io.Serializable;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastDivOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastSubOp;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mean and standard deviation of each color channel, which normalize an image to {@code (pixel / 255 - mean) /
 * standard deviation}. Computed from a training set, used for every set. Immutable.
 */
public final class ChannelStatistics implements Serializable {

    /** Number of values of a byte. */
    static final int LEVELS = 256;

    private final float[] mean = new float[ImageSet.CHANNELS];
    private final float[] standardDeviation = new float[ImageSet.CHANNELS];

    private ChannelStatistics() {}

    /**
     * Computes the statistics over all pixels of a set, on a scale from 0 to 1.
     *
     * @param images at least one; no channel is constant
     * @return the statistics
     * @throws IllegalArgumentException if the set is empty or a channel is constant
     */
    public static ChannelStatistics of(ImageSet images) {
        Require.atLeast("number of images", images.size(), 1);
        ChannelStatistics statistics = new ChannelStatistics();
        for (int channel = 0; channel < ImageSet.CHANNELS; channel++) {
            statistics.set(channel, histogram(images, channel));
        }
        return statistics;
    }

    /**
     * Returns statistics that leave pixels in [0, 1], for augmentations that come before the normalization.
     *
     * @return means of 0 and deviations of 1
     */
    public static ChannelStatistics none() {
        ChannelStatistics statistics = new ChannelStatistics();
        Arrays.fill(statistics.standardDeviation, 1);
        return statistics;
    }

    /**
     * Returns a preprocessor that normalizes images in [0, 1], in place.
     *
     * @return for features [batch, 3, height, width]
     */
    public DataSetPreProcessor normalizer() {
        INDArray means = Nd4j.createFromArray(mean);
        INDArray deviations = Nd4j.createFromArray(standardDeviation);
        return batch -> {
            INDArray images = batch.getFeatures();
            Nd4j.exec(new BroadcastSubOp(images, means, images, 1));
            Nd4j.exec(new BroadcastDivOp(images, deviations, images, 1));
        };
    }

    private static long[] histogram(ImageSet images, int channel) {
        byte[] pixels = images.pixels();
        long[] histogram = new long[LEVELS];
        for (int image = 0; image < images.size(); image++) {
            int plane = image * ImageSet.IMAGE + channel * ImageSet.PLANE;
            for (int i = plane; i < plane + ImageSet.PLANE; i++) {
                histogram[pixels[i] & 0xFF]++;
            }
        }
        return histogram;
    }

    /** Computed from counts, because sums of integers are exact. */
    private void set(int channel, long[] histogram) {
        long count = 0;
        long sum = 0;
        long squares = 0;
        for (int level = 0; level < LEVELS; level++) {
            count += histogram[level];
            sum += histogram[level] * level;
            squares += histogram[level] * level * level;
        }
        double average = (double) sum / count;
        double variance = (double) squares / count - average * average;
        if (!(variance > 0)) {
            throw Require.invalid("intensity in channel " + channel, "different between pixels", average);
        }
        mean[channel] = (float) (average / (LEVELS - 1));
        standardDeviation[channel] = (float) (Math.sqrt(variance) / (LEVELS - 1));
    }

    /**
     * Returns the mean of red, green and blue.
     *
     * @return three numbers in [0, 1]
     */
    public float[] mean() {
        return mean.clone();
    }

    /**
     * Returns the standard deviation of red, green and blue.
     *
     * @return three numbers above 0
     */
    public float[] standardDeviation() {
        return standardDeviation.clone();
    }

    /**
     * Converts a distance between intensities into normalized units, by the mean deviation of the channels.
     *
     * @param levels distance in 255ths of the range
     * @return distance between normalized values
     */
    public double distance(double levels) {
        double deviation = 0;
        for (float ofChannel : standardDeviation) {
            deviation += ofChannel / ImageSet.CHANNELS;
        }
        return levels / (LEVELS - 1) / deviation;
    }

    /**
     * Returns the normalized value of black.
     *
     * @return one number per channel: red, green, blue
     */
    public double[] black() {
        float[][] table = normalized();
        return new double[] {table[0][0], table[1][0], table[2][0]};
    }

    /**
     * Inverts the normalization.
     *
     * @param channel 0 red, 1 green, 2 blue
     * @param value normalized
     * @return the nearest intensity, 0 to 255
     */
    public int intensity(int channel, double value) {
        double share = value * standardDeviation[channel] + mean[channel];
        return (int) Math.round(Math.min(Math.max(share, 0), 1) * (LEVELS - 1));
    }

    /**
     * Inverts the normalization of an image.
     *
     * @param image normalized, [3, 32, 32]
     * @return opaque ARGB pixels, row by row
     */
    public int[] colors(INDArray image) {
        double[] values = image.dup('c').data().asDouble();
        int[] colors = new int[ImageSet.PLANE];
        for (int pixel = 0; pixel < colors.length; pixel++) {
            int rgb = 0xFF;
            for (int channel = 0; channel < ImageSet.CHANNELS; channel++) {
                rgb = rgb << 8 | intensity(channel, values[channel * colors.length + pixel]);
            }
            colors[pixel] = rgb;
        }
        return colors;
    }

    /** Returns every intensity on a scale from 0 to 1. */
    static float[] intensities() {
        float[] table = new float[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            table[level] = level / (float) (LEVELS - 1);
        }
        return table;
    }

    /**
     * Returns the normalized value of every intensity.
     *
     * @return an array [channel][intensity]
     */
    float[][] normalized() {
        float[][] table = new float[ImageSet.CHANNELS][LEVELS];
        for (int channel = 0; channel < ImageSet.CHANNELS; channel++) {
            for (int level = 0; level < LEVELS; level++) {
                table[channel][level] = (level / (float) (LEVELS - 1) - mean[channel]) / standardDeviation[channel];
            }
        }
        return table;
    }
}
