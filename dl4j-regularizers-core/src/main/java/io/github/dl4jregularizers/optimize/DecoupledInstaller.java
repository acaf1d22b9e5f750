package io.github.dl4jregularizers.optimize;

import io.github.dl4jregularizers.internal.LayerNode;
import io.github.dl4jregularizers.internal.ParameterShape;
import io.github.dl4jregularizers.internal.TrainingSettings;
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
    boolean isNever() {
        return decay.isNever();
    }

    @Override
    boolean isSameKind(Regularization regularization) {
        return DecayReader.isDecay(regularization);
    }

    @Override
    boolean isInstalled(Regularization regularization) {
        return DecayReader.isDecay(regularization);
    }

    @Override
    Regularization regularization(LayerNode node, Map<String, ParameterShape> meant, SelectedParameters some) {
        return some == null ? decay : decay.of(some);
    }

    /** Biases get the same updater, and do not decay. */
    @Override
    TrainingSettings settings(LayerNode node, TrainingSettings old, List<Regularization> weights) {
        return new TrainingSettings(updater.clone(), null, weights, withoutSameKind(node, old.regularizationBias()));
    }
}
