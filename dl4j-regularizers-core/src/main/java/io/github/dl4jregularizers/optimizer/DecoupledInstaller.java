package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.internal.config.ParameterShape;
import io.github.dl4jregularizers.internal.config.TrainingSettings;
import io.github.dl4jregularizers.internal.weights.SelectedParameters;
import io.github.dl4jregularizers.internal.weights.WeightInstaller;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes an updater with the layer's learning rate into every layer, and a decoupled decay for its weights. */
final class DecoupledInstaller extends WeightInstaller {

    private static final Logger LOG = LoggerFactory.getLogger(DecoupledInstaller.class);

    private final String name;
    private final DoubleFunction<IUpdater> updaters;
    private final DecoupledWeightDecay decay;
    private final Groups groups;
    private final LayerRates rates;
    private final ToDoubleFunction<String> depthFactor;

    /** The depth factor is NaN for layers without one. */
    DecoupledInstaller(
            String name,
            DoubleFunction<IUpdater> updaters,
            DecoupledWeightDecay decay,
            Groups groups,
            LayerTree tree,
            ToDoubleFunction<String> depthFactor) {
        super(name, "decay", excluded(groups, tree));
        this.name = name;
        this.updaters = updaters;
        this.decay = decay;
        this.groups = groups;
        this.rates = new LayerRates(tree);
        this.depthFactor = depthFactor;
    }

    /** Excludes weights that the user excludes or that never move. */
    private static BiPredicate<String, String> excluded(Groups groups, LayerTree tree) {
        Set<List<String>> still = new HashSet<>();
        for (LayerNode node : tree.nodes()) {
            TrainingSettings.of(node.config())
                    .filter(settings -> LayerRates.isStill(settings.updater()))
                    .ifPresent(settings -> node.parameters()
                            .keySet()
                            .forEach(parameter ->
                                    still.add(List.of(node.layerName(), node.parameterPrefix() + parameter))));
        }
        return (layer, parameter) -> groups.isExcluded(layer, parameter) || still.contains(List.of(layer, parameter));
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
        return decay.times(groups.decayFactor(node.layerName())).of(some);
    }

    /** Biases get the same updater without decay. */
    @Override
    protected TrainingSettings settings(LayerNode node, TrainingSettings old, List<Regularization> weights) {
        IUpdater updater = updater(old.updater(), node);
        IUpdater biases = old.biasUpdater() == null ? null : updater(old.biasUpdater(), node);
        return new TrainingSettings(
                updater,
                Objects.equals(biases, updater) ? null : biases,
                weights,
                withoutSameKind(node, old.regularizationBias()));
    }

    private IUpdater updater(IUpdater old, LayerNode node) {
        if (LayerRates.isStill(old)) {
            return old;
        }
        String layer = node.layerName();
        double depth = depthFactor.applyAsDouble(layer);
        double factor = groups.rateFactor(layer) * (Double.isNaN(depth) ? 1 : depth);
        if (!groups.hasRateFactor(layer) && Double.isNaN(depth)) {
            factor = rates.factor(old, layer);
        }
        IUpdater updater = updaters.apply(factor);
        if (!updater.equals(old)) {
            LOG.info("Layer {}: {} replaces the updater {} by {}", layer, name, old, updater);
        }
        return updater;
    }
}
