package io.github.dl4jregularizers.depth;

import java.nio.Buffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalization of arrays in {@link ChannelsLast} order, optionally with a ReLU behind it, in the fewest passes over
 * memory.
 *
 * <p>{@code y = gamma (x - mean) / sqrt(variance + epsilon) + beta}, computed as {@code (x - centre) scale + shift},
 * where the centre is the mean as the data type has it: a mean far from zero costs no accuracy. Mean and variance come
 * from one pass over the deviations from the channel's mean in the first positions, which is as good as a pass for each, as
 * that lies among the values. Sums run over the tiles of a run in the data type, and over all else in double. Independent
 * of the number of threads.
 *
 * <p>What the backward pass needs are the input and the statistics: the output, and with it the mask of the ReLU, is
 * computed again.
 */
final class BatchNormKernel {

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
        PositionRuns runs = new PositionRuns(x);
        double[] origin = origin(x, runs);
        Tile origins = runs.pattern(origin);
        double[][] sums = new double[runs.count()][];
        double[][] squares = new double[runs.count()][];
        runs.forEach(run -> {
            Buffer memory = Tile.memory(x);
            Tile tile = run.tile();
            Tile sum = run.tile();
            Tile square = run.tile();
            for (int offset = run.start; offset < run.end; offset += run.length) {
                tile.read(memory, offset);
                tile.subtract(origins);
                sum.add(tile);
                square.addProduct(tile, tile);
            }
            sums[run.index] = run.sums(sum);
            squares[run.index] = run.sums(square);
        });
        mean = total(sums, runs.channels);
        variance = total(squares, runs.channels);
        for (int channel = 0; channel < runs.channels; channel++) {
            double offOrigin = mean[channel] / runs.positions();
            mean[channel] = origin[channel] + offOrigin;
            variance[channel] = Math.max(0, variance[channel] / runs.positions() - offOrigin * offOrigin);
        }
        coefficients(runs, epsilon, gamma, beta);
    }

    /** The channels' means in the first run, as the data type has them. */
    private static double[] origin(INDArray x, PositionRuns runs) {
        PositionRuns.Run first = runs.run(0);
        Buffer memory = Tile.memory(x);
        Tile tile = first.tile();
        Tile sum = first.tile();
        for (int offset = first.start; offset < first.end; offset += first.length) {
            tile.read(memory, offset);
            sum.add(tile);
        }
        double[] origin = first.sums(sum);
        for (int channel = 0; channel < origin.length; channel++) {
            origin[channel] = runs.round(origin[channel] * runs.channels / (first.end - first.start));
        }
        return origin;
    }

    /** The runs' sums added up in their order. */
    private static double[] total(double[][] ofRuns, int channels) {
        double[] total = new double[channels];
        for (double[] ofRun : ofRuns) {
            for (int channel = 0; channel < channels; channel++) {
                total[channel] += ofRun[channel];
            }
        }
        return total;
    }

    /** Given statistics normalize from here on: the running ones of inference. */
    void useStatistics(
            INDArray x, double[] runningMean, double[] runningVariance, double epsilon, double[] gamma, double[] beta) {
        mean = runningMean;
        variance = runningVariance;
        coefficients(new PositionRuns(x), epsilon, gamma, beta);
    }

    private void coefficients(PositionRuns runs, double epsilon, double[] gamma, double[] beta) {
        int channels = runs.channels;
        centre = new double[channels];
        scale = new double[channels];
        shift = new double[channels];
        inverseDeviation = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            centre[channel] = runs.round(mean[channel]);
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
        PositionRuns runs = new PositionRuns(x);
        Tile centres = runs.pattern(centre);
        Tile scales = runs.pattern(scale);
        Tile shifts = runs.pattern(shift);
        runs.forEach(run -> {
            Buffer source = Tile.memory(x);
            Buffer target = Tile.memory(y);
            Tile tile = run.tile();
            for (int offset = run.start; offset < run.end; offset += run.length) {
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
        PositionRuns runs = new PositionRuns(x);
        Tile centres = runs.pattern(centre);
        Tile scales = runs.pattern(scale);
        Tile shifts = runs.pattern(shift);
        double[][] sums = new double[runs.count()][];
        double[][] products = new double[runs.count()][];
        runs.forEach(run -> {
            Buffer inputs = Tile.memory(x);
            Buffer gradients = Tile.memory(dy);
            Tile deviation = run.tile();
            Tile gradient = run.tile();
            Tile sum = run.tile();
            Tile product = run.tile();
            for (int offset = run.start; offset < run.end; offset += run.length) {
                deviation.read(inputs, offset);
                deviation.subtract(centres);
                gradient.read(gradients, offset);
                if (rectified) {
                    gradient.keepWherePositive(deviation, scales, shifts);
                }
                sum.add(gradient);
                product.addProduct(gradient, deviation);
            }
            sums[run.index] = run.sums(sum);
            products[run.index] = run.sums(product);
        });
        System.arraycopy(total(sums, runs.channels), 0, dBeta, 0, runs.channels);
        System.arraycopy(total(products, runs.channels), 0, dGamma, 0, runs.channels);
        double[] slope = new double[runs.channels];
        double[] constant = new double[runs.channels];
        for (int channel = 0; channel < runs.channels; channel++) {
            double offCentre = centre[channel] - mean[channel];
            dGamma[channel] = (dGamma[channel] + offCentre * dBeta[channel]) * inverseDeviation[channel];
            slope[channel] = -scale[channel] * inverseDeviation[channel] * dGamma[channel] / runs.positions();
            constant[channel] = -scale[channel] * dBeta[channel] / runs.positions() + slope[channel] * offCentre;
        }
        Tile slopes = runs.pattern(slope);
        Tile constants = runs.pattern(constant);
        runs.forEach(run -> {
            Buffer inputs = Tile.memory(x);
            Buffer gradients = Tile.memory(dy);
            Buffer results = Tile.memory(dx);
            Tile deviation = run.tile();
            Tile gradient = run.tile();
            for (int offset = run.start; offset < run.end; offset += run.length) {
                deviation.read(inputs, offset);
                deviation.subtract(centres);
                gradient.read(gradients, offset);
                if (rectified) {
                    gradient.keepWherePositive(deviation, scales, shifts);
                }
                gradient.combine(scales, deviation, slopes, constants);
                gradient.write(results, offset);
            }
        });
    }
}
