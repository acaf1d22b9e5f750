package io.github.dl4jregularizers.variational;

import static io.github.dl4jregularizers.variational.VariationalParamInitializer.LOG_VARIANCE_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import java.util.Map;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * -log p(w + sigma eps) - T H for a scale mixture p: an unbiased estimate by one draw eps per weight. At T = 1 its mean
 * is the Kullback-Leibler divergence.
 *
 * <p>With d = log(share N(w; 0, v)) - log((1 - share) N(w; 0, u)): log p = log((1 - share) N(w; 0, u)) + softplus(d),
 * and the derivative of -log p is w (r / v + (1 - r) / u) with r = sigmoid(d).
 */
final class MixturePriorDivergence implements PriorDivergence {

    private final WeightPrior prior;
    private final double temperature;

    MixturePriorDivergence(WeightPrior prior, double temperature) {
        this.prior = prior;
        this.temperature = temperature;
    }

    @Override
    public double value(INDArray weights, INDArray logVariance, INDArray draws) {
        INDArray drawn = Transforms.sqrt(Transforms.exp(logVariance, true), false)
                .muli(draws)
                .addi(weights);
        INDArray squares = drawn.muli(drawn);
        double sum = squares.sumNumber().doubleValue();
        INDArray odds = logOdds(squares);
        // softplus(d) = max(d, 0) + log(1 + exp(-|d|))
        INDArray small = Transforms.exp(Transforms.abs(odds, true).negi(), false);
        double softplus = Transforms.relu(odds, true).sumNumber().doubleValue()
                + Transforms.log(small.addi(1), false).sumNumber().doubleValue();
        double constant = Math.log(1 - prior.share()) - 0.5 * Math.log(2 * Math.PI * prior.otherVariance());
        double logPrior = weights.length() * constant - sum / (2 * prior.otherVariance()) + softplus;
        return -logPrior - temperature * GaussianPriorDivergence.entropy(logVariance);
    }

    /** In place. */
    private INDArray logOdds(INDArray squares) {
        double shares = Math.log(prior.share()) - Math.log(1 - prior.share());
        double variances = 0.5 * (Math.log(prior.otherVariance()) - Math.log(prior.variance()));
        return squares.muli(0.5 / prior.otherVariance() - 0.5 / prior.variance())
                .addi(shares + variances);
    }

    @Override
    public void addDerivatives(
            INDArray weights,
            INDArray logVariance,
            INDArray draws,
            double factor,
            Map<String, INDArray> gradients,
            LayerWorkspaceMgr workspaces) {
        INDArray deviation = Transforms.sqrt(Scratch.exp(logVariance, ArrayType.BP_WORKING_MEM, workspaces), false);
        INDArray noise = deviation.muli(draws);
        INDArray drawn = Scratch.like(weights, ArrayType.BP_WORKING_MEM, workspaces);
        drawn.assign(noise).addi(weights);
        INDArray slope = Scratch.product(drawn, drawn, ArrayType.BP_WORKING_MEM, workspaces);
        Transforms.sigmoid(logOdds(slope), false)
                .muli(1 / prior.variance() - 1 / prior.otherVariance())
                .addi(1 / prior.otherVariance());
        slope.muli(drawn).muli(factor);
        gradients.get(WEIGHT_KEY).addi(slope);
        gradients.get(LOG_VARIANCE_KEY).addi(slope.muli(noise).muli(0.5).subi(0.5 * temperature * factor));
    }

    @Override
    public boolean isSampled() {
        return true;
    }
}
