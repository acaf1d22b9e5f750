package io.github.dl4jregularizers.optimizer;

import java.util.List;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * A block of DL4J's updater that computes Adam by the backend. It makes arrays for L1, L2 and weight decay only if one
 * of its parameters has them. DL4J makes them for every parameter in every step, because it takes every gradient for
 * one of another network.
 */
final class ShortBlock extends UpdaterBlock {

    private ShortBlock(UpdaterBlock block) {
        super(
                block.getParamOffsetStart(),
                block.getParamOffsetEnd(),
                block.getUpdaterViewOffsetStart(),
                block.getUpdaterViewOffsetEnd(),
                block.getLayersAndVariablesInBlock());
        setUpdaterView(block.getUpdaterView());
        setUpdaterViewRequiresInitialization(block.isUpdaterViewRequiresInitialization());
        setGradientView(block.getGradientView());
        setGradientUpdater(faster(block.getGradientUpdater()));
    }

    private static GradientUpdater<?> faster(GradientUpdater<?> updater) {
        return updater != null && updater.getClass() == AdamUpdater.class
                ? new FastAdamUpdater((AdamUpdater) updater)
                : updater;
    }

    /** Replaces the blocks of an updater. Their state stays where it is. */
    static void replaceBlocks(BaseMultiLayerUpdater<?> updater) {
        updater.getUpdaterBlocks().replaceAll(block -> block instanceof ShortBlock ? block : new ShortBlock(block));
    }

    @Override
    protected void applyRegularizationAllVariables(
            Regularization.ApplyStep step,
            int iteration,
            int epoch,
            boolean isExternal,
            INDArray gradients,
            INDArray parameters) {
        if (getLayersAndVariablesInBlock().stream().anyMatch(parameter -> isRegularized(parameter, step))) {
            super.applyRegularizationAllVariables(step, iteration, epoch, isExternal, gradients, parameters);
        }
    }

    private static boolean isRegularized(ParamState parameter, Regularization.ApplyStep step) {
        List<Regularization> all = parameter.getLayer().getConfig().getRegularizationByParam(parameter.getParamName());
        return all != null && all.stream().anyMatch(one -> one.applyStep() == step);
    }
}
