package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.ParameterShape;
import io.github.dl4jregularizers.internal.config.TrainingSettings;
import io.github.dl4jregularizers.internal.weights.SelectedParameters;
import io.github.dl4jregularizers.internal.weights.WeightInstaller;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Writes an updater for everything, and a decoupled decay for the weights. */
final class DecoupledInstaller extends WeightInstaller {

    private final IUpdater updater;
    private final DecoupledWeightDecay decay;

    DecoupledInstaller(
            String name, IUpdater updater, DecoupledWeightDecay decay, BiPredicate<String, String> excluded) {
        super(name, "decay", excluded);
        this.updater = updater;
        this.decay = decay;
    }

    @Override
    protected boolean isNever() {
        return decay.isNever();
    }

    @Override
    protected boolean isSameKind(Regularization regularization) {
        return DecayReport.isDecay(regularization);
    }

    @Override
    protected boolean isInstalled(Regularization regularization) {
        return DecayReport.isDecay(regularization);
    }

    @Override
    protected Regularization regularization(
            LayerNode node, Map<String, ParameterShape> meant, SelectedParameters some) {
        return some == null ? decay : decay.of(some);
    }

    /** Biases get the same updater, and do not decay. */
    @Override
    protected TrainingSettings settings(LayerNode node, TrainingSettings old, List<Regularization> weights) {
        return new TrainingSettings(updater.clone(), null, weights, withoutSameKind(node, old.regularizationBias()));
    }
}
