package io.github.dl4jregularizers.depth;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's batch normalization of feature maps, with or without a ReLU behind it. */
final class BatchNormStage implements FusedStage {

    private final BatchNormalization configuration;
    private final LayerArrays arrays;
    private final BatchNormKernel kernel;

    BatchNormStage(BatchNormalization configuration, LayerArrays arrays, boolean rectified) {
        this.configuration = configuration;
        this.arrays = arrays;
        kernel = new BatchNormKernel(rectified);
    }

    /** The same with a ReLU behind it; rectifying twice changes nothing. */
    BatchNormStage rectified() {
        return new BatchNormStage(configuration, arrays, true);
    }

    @Override
    public long[] outputShape(long[] inputShape) {
        return inputShape.clone();
    }

    @Override
    public boolean isElementwise() {
        return true;
    }

    @Override
    public void forward(INDArray input, INDArray output, boolean training) {
        double[] gamma = parameter(BatchNormalizationParamInitializer.GAMMA, configuration.getGamma());
        double[] beta = parameter(BatchNormalizationParamInitializer.BETA, configuration.getBeta());
        if (training) {
            kernel.useBatchStatistics(input, configuration.getEps(), gamma, beta);
        } else {
            double[] mean = Tile.values(arrays.parameter(BatchNormalizationParamInitializer.GLOBAL_MEAN));
            kernel.useStatistics(input, mean, runningVariance(), configuration.getEps(), gamma, beta);
        }
        kernel.normalize(input, output);
    }

    private double[] parameter(String name, double locked) {
        if (!configuration.isLockGammaBeta()) {
            return Tile.values(arrays.parameter(name));
        }
        double[] values = new double[(int) configuration.getNOut()];
        Arrays.fill(values, locked);
        return values;
    }

    /** DL4J keeps the variance, or the decimal logarithm of the deviation. */
    private double[] runningVariance() {
        if (!configuration.isUseLogStd()) {
            return Tile.values(arrays.parameter(BatchNormalizationParamInitializer.GLOBAL_VAR));
        }
        double[] values = Tile.values(arrays.parameter(BatchNormalizationParamInitializer.GLOBAL_LOG_STD));
        for (int channel = 0; channel < values.length; channel++) {
            values[channel] = Math.pow(10, 2 * values[channel]);
        }
        return values;
    }

    @Override
    public void repeat(INDArray input, INDArray output) {
        kernel.normalize(input, output);
    }

    @Override
    public void backward(INDArray input, INDArray epsilon, INDArray inputGradient, LayerWorkspaceMgr workspaces) {
        int channels = (int) configuration.getNOut();
        double[] dGamma = new double[channels];
        double[] dBeta = new double[channels];
        kernel.backward(input, epsilon, inputGradient, dGamma, dBeta);
        if (!configuration.isLockGammaBeta()) {
            Tile.assign(arrays.gradient(BatchNormalizationParamInitializer.GAMMA), dGamma);
            Tile.assign(arrays.gradient(BatchNormalizationParamInitializer.BETA), dBeta);
        }
        updateRunningStatistics(channels);
    }

    /** As the gradients that move them by (1 - decay) towards the batch's: what DL4J subtracts without a learning rate. */
    private void updateRunningStatistics(int channels) {
        double share = 1 - configuration.getDecay();
        double[] runningMean = Tile.values(arrays.parameter(BatchNormalizationParamInitializer.GLOBAL_MEAN));
        double[] runningVariance = runningVariance();
        double[] dMean = new double[channels];
        double[] dVariance = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            dMean[channel] = share * (runningMean[channel] - kernel.mean()[channel]);
            double before = runningVariance[channel];
            double difference = share * (before - kernel.variance()[channel]);
            dVariance[channel] =
                    configuration.isUseLogStd() ? Math.log10(before / (before - difference)) / 2 : difference;
        }
        Tile.assign(arrays.gradient(BatchNormalizationParamInitializer.GLOBAL_MEAN), dMean);
        String name = configuration.isUseLogStd()
                ? BatchNormalizationParamInitializer.GLOBAL_LOG_STD
                : BatchNormalizationParamInitializer.GLOBAL_VAR;
        Tile.assign(arrays.gradient(name), dVariance);
    }
}
