package io.github.dl4jregularizers.cpu.engine;

/** Mean and variance of a batch from those of its chunks, and gradients from those of its chunks. */
final class BatchNormMoments {

    private final BatchNormArrays arrays;
    private final Operand mean;
    private final Operand variance;
    private final int channels;
    private final long positions;

    /**
     * For values of a layout.
     *
     * @param values layout of a full chunk
     */
    BatchNormMoments(BatchNormArrays arrays, Layout values, Assembly assembly) {
        this.arrays = arrays;
        channels = arrays.channels();
        boolean isRunning = !assembly.isTraining();
        mean = isRunning ? assembly.prepared(arrays.layout()) : assembly.shared(arrays.layout());
        variance = isRunning ? assembly.prepared(arrays.layout()) : assembly.shared(arrays.layout());
        long count = 1;
        for (int axis = 2; axis < values.rank(); axis++) {
            count *= values.size(axis);
        }
        positions = count;
    }

    Layout layout() {
        return arrays.layout();
    }

    Operand mean() {
        return mean;
    }

    Operand variance() {
        return variance;
    }

    /** Takes the running statistics, at the start of the pass. */
    void takeRunning(Assembly assembly) {
        Operand runningMean = arrays.runningMean(assembly);
        Operand runningSpread = arrays.runningSpread(assembly);
        assembly.stages().prepare((run, worker) -> {
            write(mean, read(runningMean, 0, run, worker), run, worker);
            write(variance, arrays.variances(read(runningSpread, 0, run, worker)), run, worker);
        });
    }

    /** Combines the chunks' moments: the variance of a batch is that within chunks and that between them. */
    Job combine(Operand meanPerChunk, Operand variancePerChunk, int selection) {
        return (run, worker) -> {
            double[] sum = new double[channels];
            int chunks = run.chunks();
            double total = run.examples(selection);
            float[][] means = new float[chunks][];
            for (int i = 0; i < chunks; i++) {
                if (run.examples(selection, i) > 0) {
                    means[i] = read(meanPerChunk, i, run, worker);
                    for (int c = 0; c < channels; c++) {
                        sum[c] += means[i][c] * (run.examples(selection, i) / total);
                    }
                }
            }
            double[] spread = new double[channels];
            for (int i = 0; i < chunks; i++) {
                if (run.examples(selection, i) > 0) {
                    float[] within = read(variancePerChunk, i, run, worker);
                    for (int c = 0; c < channels; c++) {
                        double between = means[i][c] - sum[c];
                        spread[c] += (within[c] + between * between) * (run.examples(selection, i) / total);
                    }
                }
            }
            write(mean, floats(sum), run, worker);
            write(variance, floats(spread), run, worker);
        };
    }

    /**
     * Adds the chunks' gradients up, writes the layer's, and computes what flows through the statistics as slope times
     * normalized input plus constant.
     */
    Job gradients(Operand gammaPerChunk, Operand betaPerChunk, Operand slope, Operand constant, Assembly assembly) {
        Operand gamma = arrays.gamma(assembly);
        Operand ofGamma = arrays.isLocked() ? null : arrays.gammaGradient(assembly);
        Operand ofBeta = arrays.isLocked() ? null : arrays.betaGradient(assembly);
        Job statistics = runningStatistics(assembly.selection(), assembly);
        int selection = assembly.selection();
        return (run, worker) -> {
            double[] dGamma = sum(gammaPerChunk, selection, run, worker);
            double[] dBeta = sum(betaPerChunk, selection, run, worker);
            float[] gammas = read(gamma, 0, run, worker);
            float[] variances = read(variance, 0, run, worker);
            float[] slopes = new float[channels];
            float[] constants = new float[channels];
            double count = (double) run.examples(selection) * positions;
            for (int c = 0; c < channels; c++) {
                slopes[c] = (float) (-gammas[c] / Math.sqrt(variances[c] + arrays.epsilon()) * dGamma[c] / count);
                constants[c] = (float) (-gammas[c] / Math.sqrt(variances[c] + arrays.epsilon()) * dBeta[c] / count);
            }
            write(slope, slopes, run, worker);
            write(constant, constants, run, worker);
            if (ofGamma != null) {
                write(ofGamma, floats(dGamma), run, worker);
                write(ofBeta, floats(dBeta), run, worker);
            }
            statistics.run(run, worker);
        };
    }

    /** As the gradients that move them by (1 - decay) to the batch's: DL4J subtracts these without a learning rate. */
    private Job runningStatistics(int selection, Assembly assembly) {
        Operand runningMean = arrays.runningMean(assembly);
        Operand runningSpread = arrays.runningSpread(assembly);
        Operand ofMean = arrays.runningMeanGradient(assembly);
        Operand ofSpread = arrays.runningSpreadGradient(assembly);
        return (run, worker) -> {
            if (run.examples(selection) == 0) {
                write(ofMean, new float[channels], run, worker);
                write(ofSpread, new float[channels], run, worker);
                return;
            }
            float[] means = read(mean, 0, run, worker);
            float[] variances = read(variance, 0, run, worker);
            float[] dMean = read(runningMean, 0, run, worker);
            float[] dSpread = arrays.variances(read(runningSpread, 0, run, worker));
            for (int c = 0; c < channels; c++) {
                dMean[c] = (float) (arrays.share() * (dMean[c] - means[c]));
                double before = dSpread[c];
                double difference = arrays.share() * (before - variances[c]);
                dSpread[c] =
                        (float) (arrays.isLogarithmic() ? Math.log10(before / (before - difference)) / 2 : difference);
            }
            write(ofMean, dMean, run, worker);
            write(ofSpread, dSpread, run, worker);
        };
    }

    private double[] sum(Operand perChunk, int selection, Run run, Worker worker) {
        double[] sum = new double[channels];
        for (int i = 0; i < run.chunks(); i++) {
            if (run.examples(selection, i) > 0) {
                float[] values = read(perChunk, i, run, worker);
                for (int c = 0; c < channels; c++) {
                    sum[c] += values[c];
                }
            }
        }
        return sum;
    }

    private float[] read(Operand operand, int chunk, Run run, Worker worker) {
        return worker.floats().read(operand.address(run, worker, chunk), channels);
    }

    private static void write(Operand operand, float[] values, Run run, Worker worker) {
        worker.floats().write(operand.address(run, worker, 0), values);
    }

    private static float[] floats(double[] values) {
        float[] rounded = new float[values.length];
        for (int c = 0; c < rounded.length; c++) {
            rounded[c] = (float) values[c];
        }
        return rounded;
    }
}
