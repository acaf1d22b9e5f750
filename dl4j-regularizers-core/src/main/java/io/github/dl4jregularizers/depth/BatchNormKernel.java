package io.github.dl4jregularizers.depth;

import io.github.dl4jregularizers.internal.Threads;
import java.nio.Buffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalization of [examples, channels, ...], optionally with a ReLU behind it, in the fewest passes over memory.
 *
 * <p>{@code y = gamma (x - mean) / sqrt(variance + epsilon) + beta}, computed as {@code (x - centre) scale + shift},
 * where the centre is the mean as the data type has it: a mean far from zero costs no accuracy. Mean and variance come
 * from one pass over the deviations from the channel's mean in the first example, which is as good as a pass for each, as
 * that lies among the values. Sums run over the examples in the data type, and over the positions in double. Independent
 * of the number of threads.
 *
 * <p>What the backward pass needs are the input and the statistics: the output, and with it the mask of the ReLU, is
 * computed again.
 */
final class BatchNormKernel {

    /** Values of a tile: a few of these fill half of a first-level cache. */
    private static final int TILE = 1024;

    private final boolean rectified;
    private double[] centre;
    private double[] scale;
    private double[] shift;
    private double[] mean;
    private double[] variance;
    private double[] inverseDeviation;

    BatchNormKernel(boolean rectified) {
        this.rectified = rectified;
    }

    /** The statistics of the batch, and from here on those that normalize. */
    void useBatchStatistics(INDArray x, double epsilon, double[] gamma, double[] beta) {
        Layout layout = new Layout(x);
        mean = new double[layout.channels];
        variance = new double[layout.channels];
        layout.forEachGroup((first, length) -> {
            Buffer memory = Tile.memory(x);
            Tile tile = layout.tile(length);
            tile.read(memory, layout.offset(0, first));
            double[] origin = new double[layout.channels];
            tile.sum(origin, first, layout.plane);
            for (int channel = first; channel < first + length / layout.plane; channel++) {
                origin[channel] = layout.round(origin[channel] / layout.plane);
            }
            Tile origins = layout.tile(length, origin, first);
            Tile sum = layout.tile(length);
            Tile squares = layout.tile(length);
            for (int example = 0; example < layout.examples; example++) {
                tile.read(memory, layout.offset(example, first));
                tile.subtract(origins);
                sum.add(tile);
                squares.addProduct(tile, tile);
            }
            sum.sum(mean, first, layout.plane);
            squares.sum(variance, first, layout.plane);
            for (int channel = first; channel < first + length / layout.plane; channel++) {
                double offOrigin = mean[channel] / layout.count();
                mean[channel] = origin[channel] + offOrigin;
                variance[channel] = Math.max(0, variance[channel] / layout.count() - offOrigin * offOrigin);
            }
        });
        coefficients(layout, epsilon, gamma, beta);
    }

    /** Given statistics normalize from here on: the running ones of inference. */
    void useStatistics(
            INDArray x, double[] runningMean, double[] runningVariance, double epsilon, double[] gamma, double[] beta) {
        mean = runningMean;
        variance = runningVariance;
        coefficients(new Layout(x), epsilon, gamma, beta);
    }

    private void coefficients(Layout layout, double epsilon, double[] gamma, double[] beta) {
        int channels = layout.channels;
        centre = new double[channels];
        scale = new double[channels];
        shift = new double[channels];
        inverseDeviation = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            centre[channel] = layout.round(mean[channel]);
            inverseDeviation[channel] = 1 / Math.sqrt(variance[channel] + epsilon);
            scale[channel] = gamma[channel] * inverseDeviation[channel];
            shift[channel] = beta[channel] + (centre[channel] - mean[channel]) * scale[channel];
        }
    }

    double[] mean() {
        return mean;
    }

    double[] variance() {
        return variance;
    }

    /** Writes the normalized, and if so configured rectified, values to y, which may be x. */
    void normalize(INDArray x, INDArray y) {
        Layout layout = new Layout(x);
        layout.forEachGroup((first, length) -> {
            Buffer source = Tile.memory(x);
            Buffer target = Tile.memory(y);
            Tile tile = layout.tile(length);
            Tile centres = layout.tile(length, centre, first);
            Tile scales = layout.tile(length, scale, first);
            Tile shifts = layout.tile(length, shift, first);
            for (int example = 0; example < layout.examples; example++) {
                int offset = layout.offset(example, first);
                tile.read(source, offset);
                tile.normalize(centres, scales, shifts);
                if (rectified) {
                    tile.rectify();
                }
                tile.write(target, offset);
            }
        });
    }

    /**
     * The gradients, where the statistics of the batch normalized.
     *
     * @param x the input
     * @param dy gradient with respect to the output
     * @param dx receives the gradient with respect to the input; may be dy
     * @param dGamma receives the gradient with respect to gamma
     * @param dBeta receives the gradient with respect to beta
     */
    void backward(INDArray x, INDArray dy, INDArray dx, double[] dGamma, double[] dBeta) {
        Layout layout = new Layout(x);
        layout.forEachGroup((first, length) -> {
            Buffer inputs = Tile.memory(x);
            Buffer gradients = Tile.memory(dy);
            Buffer results = Tile.memory(dx);
            Tile deviation = layout.tile(length);
            Tile output = layout.tile(length);
            Tile gradient = layout.tile(length);
            Tile centres = layout.tile(length, centre, first);
            Tile scales = layout.tile(length, scale, first);
            Tile shifts = layout.tile(length, shift, first);
            Tile sum = layout.tile(length);
            Tile products = layout.tile(length);
            for (int example = 0; example < layout.examples; example++) {
                int offset = layout.offset(example, first);
                deviation.read(inputs, offset);
                deviation.subtract(centres);
                gradient.read(gradients, offset);
                if (rectified) {
                    output.read(inputs, offset);
                    output.normalize(centres, scales, shifts);
                    gradient.keepWherePositive(output);
                    gradient.write(results, offset);
                }
                sum.add(gradient);
                products.addProduct(gradient, deviation);
            }
            sum.sum(dBeta, first, layout.plane);
            products.sum(dGamma, first, layout.plane);
            double[] slope = new double[scale.length];
            double[] constant = new double[scale.length];
            for (int channel = first; channel < first + length / layout.plane; channel++) {
                double offCentre = centre[channel] - mean[channel];
                dGamma[channel] = (dGamma[channel] + offCentre * dBeta[channel]) * inverseDeviation[channel];
                slope[channel] = -scale[channel] * inverseDeviation[channel] * dGamma[channel] / layout.count();
                constant[channel] = -scale[channel] * dBeta[channel] / layout.count() + slope[channel] * offCentre;
            }
            Tile slopes = layout.tile(length, slope, first);
            Tile constants = layout.tile(length, constant, first);
            for (int example = 0; example < layout.examples; example++) {
                int offset = layout.offset(example, first);
                deviation.read(inputs, offset);
                deviation.subtract(centres);
                gradient.read(rectified ? results : gradients, offset);
                gradient.combine(scales, deviation, slopes, constants);
                gradient.write(results, offset);
            }
        });
    }

    /** Work on neighbouring channels, whose values of one example are one tile. */
    private interface GroupWork {
        void run(int firstChannel, int tileLength);
    }

    /** Where the channels of an array lie. */
    private static final class Layout {

        final DataType type;
        final int examples;
        final int channels;
        final int plane;

        Layout(INDArray array) {
            type = array.dataType();
            examples = (int) array.size(0);
            channels = (int) array.size(1);
            plane = (int) (array.length() / array.size(0) / array.size(1));
        }

        double round(double value) {
            return type == DataType.FLOAT ? (float) value : value;
        }

        double count() {
            return (double) examples * plane;
        }

        int offset(int example, int channel) {
            return (example * channels + channel) * plane;
        }

        Tile tile(int length) {
            return Tile.of(type, length);
        }

        Tile tile(int length, double[] perChannel, int first) {
            Tile tile = tile(length);
            tile.set(perChannel, first, plane);
            return tile;
        }

        void forEachGroup(GroupWork work) {
            int perThread = (channels + Threads.count() - 1) / Threads.count();
            int group = Math.max(1, Math.min(perThread, TILE / plane));
            Threads.forEach((channels + group - 1) / group, task -> {
                int first = task * group;
                work.run(first, Math.min(group, channels - first) * plane);
            });
        }
    }
}
