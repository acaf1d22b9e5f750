package io.github.dl4jregularizers.variational;

import static io.github.dl4jregularizers.variational.VariationalParamInitializer.LOG_VARIANCE_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import java.util.Map;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * E[-log p(w)] - T H for a Gaussian prior of variance v, per weight: (sigma^2 + w^2) / (2 v) + log(2 pi v) / 2 - T (1 +
 * log(2 pi sigma^2)) / 2. At T = 1 that is the Kullback-Leibler divergence.
 */
final class GaussianPriorDivergence implements PriorDivergence {

    private final double variance;
    private final double temperature;

    GaussianPriorDivergence(double variance, double temperature) {
        this.variance = variance;
        this.temperature = temperature;
    }

    @Override
    public double value(INDArray weights, INDArray logVariance, INDArray draws) {
        double squares = weights.mul(weights).sumNumber().doubleValue()
                + Transforms.exp(logVariance, true).sumNumber().doubleValue();
        double entropy = entropy(logVariance);
        double constant = 0.5 * weights.length() * Math.log(2 * Math.PI * variance);
        return squares / (2 * variance) + constant - temperature * entropy;
    }

    /** The entropy of the weights. */
    static double entropy(INDArray logVariance) {
        double logs = logVariance.sumNumber().doubleValue();
        return 0.5 * (logs + logVariance.length() * (1 + Math.log(2 * Math.PI)));
    }

    @Override
    public void addDerivatives(
            INDArray weights,
            INDArray logVariance,
            INDArray draws,
            double factor,
            Map<String, INDArray> gradients,
            LayerWorkspaceMgr workspaces) {
        INDArray derivative = Scratch.like(weights, ArrayType.BP_WORKING_MEM, workspaces);
        gradients.get(WEIGHT_KEY).addi(derivative.assign(weights).muli(factor / variance));
        INDArray byLogVariance = Scratch.exp(logVariance, ArrayType.BP_WORKING_MEM, workspaces);
        byLogVariance.muli(0.5 / variance).subi(0.5 * temperature).muli(factor);
        gradients.get(LOG_VARIANCE_KEY).addi(byLogVariance);
    }
}
