package io.github.dl4jregularizers.variational;

import static io.github.dl4jregularizers.variational.VariationalParamInitializer.LOG_VARIANCE_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import java.util.Map;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The log-uniform prior of sparse variational dropout: a function of {@link LogAlpha}, which also prunes. */
final class LogUniformPrior implements PriorDivergence {

    private final double pruningThreshold;

    LogUniformPrior(double pruningThreshold) {
        this.pruningThreshold = pruningThreshold;
    }

    @Override
    public double value(INDArray weights, INDArray logVariance, INDArray draws) {
        return LogAlpha.divergence(LogAlpha.of(weights, logVariance, weights.ulike()));
    }

    @Override
    public void addDerivatives(
            INDArray weights,
            INDArray logVariance,
            INDArray draws,
            double factor,
            Map<String, INDArray> gradients,
            LayerWorkspaceMgr workspaces) {
        INDArray logAlpha =
                LogAlpha.of(weights, logVariance, Scratch.like(weights, ArrayType.BP_WORKING_MEM, workspaces));
        INDArray derivative = Scratch.like(weights, ArrayType.BP_WORKING_MEM, workspaces);
        INDArray scratch = Scratch.like(weights, ArrayType.BP_WORKING_MEM, workspaces);
        LogAlpha.derivative(logAlpha, derivative, scratch).muli(factor);
        gradients.get(LOG_VARIANCE_KEY).addi(derivative);
        gradients.get(WEIGHT_KEY).addi(LogAlpha.byWeight(derivative, weights, scratch));
    }

    @Override
    public INDArray kept(INDArray weights, INDArray logVariance, INDArray out) {
        return LogAlpha.kept(LogAlpha.of(weights, logVariance, out), pruningThreshold);
    }
}
