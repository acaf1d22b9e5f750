package io.github.dl4jregularizers.cpu.engine;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;

/** Parameters of a batch normalization in ND4J's memory. */
final class BatchNormArrays {

    private final BatchNormalization configuration;
    private final LayerArrays arrays;
    private final int channels;

    BatchNormArrays(BatchNormalization configuration, LayerArrays arrays) {
        this.configuration = configuration;
        this.arrays = arrays;
        channels = Math.toIntExact(configuration.getNOut());
    }

    double epsilon() {
        return configuration.getEps();
    }

    /** Share of the batch's statistics in the running ones. */
    double share() {
        return 1 - configuration.getDecay();
    }

    boolean isLocked() {
        return configuration.isLockGammaBeta();
    }

    boolean isLogarithmic() {
        return configuration.isUseLogStd();
    }

    Layout layout() {
        return Layout.plain(Layout.FLOAT, channels);
    }

    int channels() {
        return channels;
    }

    /** Scale: the parameter, or ones where gamma is locked. */
    Operand gamma(Assembly assembly) {
        return isLocked() ? constant(1, assembly) : parameter(BatchNormalizationParamInitializer.GAMMA, assembly);
    }

    /** Shift: the parameter, or zeros where beta is locked. */
    Operand beta(Assembly assembly) {
        return isLocked() ? constant(0, assembly) : parameter(BatchNormalizationParamInitializer.BETA, assembly);
    }

    private Operand constant(float value, Assembly assembly) {
        Operand operand = assembly.prepared(layout());
        float[] values = new float[channels];
        Arrays.fill(values, value);
        assembly.stages().prepare((run, worker) -> worker.floats().write(operand.address(run, worker, 0), values));
        return operand;
    }

    Operand runningMean(Assembly assembly) {
        return parameter(BatchNormalizationParamInitializer.GLOBAL_MEAN, assembly);
    }

    /** The variance, or the decimal logarithm of the standard deviation. */
    Operand runningSpread(Assembly assembly) {
        return parameter(spreadName(), assembly);
    }

    private String spreadName() {
        return isLogarithmic()
                ? BatchNormalizationParamInitializer.GLOBAL_LOG_STD
                : BatchNormalizationParamInitializer.GLOBAL_VAR;
    }

    private Operand parameter(String name, Assembly assembly) {
        return assembly.external(layout(), () -> arrays.parameter(name));
    }

    Operand gammaGradient(Assembly assembly) {
        return gradient(BatchNormalizationParamInitializer.GAMMA, assembly);
    }

    Operand betaGradient(Assembly assembly) {
        return gradient(BatchNormalizationParamInitializer.BETA, assembly);
    }

    Operand runningMeanGradient(Assembly assembly) {
        return gradient(BatchNormalizationParamInitializer.GLOBAL_MEAN, assembly);
    }

    Operand runningSpreadGradient(Assembly assembly) {
        return gradient(spreadName(), assembly);
    }

    private Operand gradient(String name, Assembly assembly) {
        return assembly.external(layout(), () -> arrays.gradient(name));
    }

    /** Computes scale and shift of the normalization with running statistics, at the start of the pass. */
    void foldBeforePass(Operand scale, Operand shift, Assembly assembly) {
        Operand mean = runningMean(assembly);
        Operand spread = runningSpread(assembly);
        Operand gamma = isLocked() ? null : parameter(BatchNormalizationParamInitializer.GAMMA, assembly);
        Operand beta = isLocked() ? null : parameter(BatchNormalizationParamInitializer.BETA, assembly);
        assembly.stages().prepare((run, worker) -> {
            float[] means = read(mean, run, worker);
            float[] variances = variances(read(spread, run, worker));
            float[] gammas = gamma == null ? null : read(gamma, run, worker);
            float[] betas = beta == null ? null : read(beta, run, worker);
            float[] scales = new float[channels];
            float[] shifts = new float[channels];
            for (int c = 0; c < channels; c++) {
                double factor = (gammas == null ? 1 : gammas[c]) / Math.sqrt(variances[c] + epsilon());
                scales[c] = (float) factor;
                shifts[c] = (float) ((betas == null ? 0 : betas[c]) - means[c] * factor);
            }
            worker.floats().write(scale.address(run, worker, 0), scales);
            worker.floats().write(shift.address(run, worker, 0), shifts);
        });
    }

    /** Variances from what DL4J keeps. */
    float[] variances(float[] kept) {
        if (isLogarithmic()) {
            for (int c = 0; c < kept.length; c++) {
                kept[c] = (float) Math.pow(10, 2 * kept[c]);
            }
        }
        return kept;
    }

    private float[] read(Operand operand, Run run, Worker worker) {
        return worker.floats().read(operand.address(run, worker, 0), channels);
    }
}
