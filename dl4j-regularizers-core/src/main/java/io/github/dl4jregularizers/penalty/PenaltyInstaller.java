package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.ParameterShape;
import io.github.dl4jregularizers.internal.config.TrainingSettings;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.internal.weights.SelectedParameters;
import io.github.dl4jregularizers.internal.weights.SelectiveRegularization;
import io.github.dl4jregularizers.internal.weights.WeightInstaller;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Writes a penalty on weights into a configuration. */
final class PenaltyInstaller extends WeightInstaller {

    /** The installed object, without its placement. */
    private final WeightPenalty<?> penalty;

    private final boolean stacked;

    /** Installed by this object. Compares by identity: an equal penalty may have been installed before. */
    private final Set<WeightPenalty<?>> installed = Collections.newSetFromMap(new IdentityHashMap<>());

    PenaltyInstaller(WeightPenalty<?> penalty) {
        super(penalty.getClass().getSimpleName(), "penalty", (layer, parameter) -> !penalty.placement()
                .selects(layer, parameter));
        this.penalty = penalty.placed(Placement.EVERYWHERE);
        this.stacked = penalty.placement().isStacked();
    }

    @Override
    protected boolean isNever() {
        return penalty.isNever();
    }

    @Override
    protected boolean isSameKind(Regularization regularization) {
        return isEarlier(regularization) || penalty.replaces(SelectiveRegularization.effective(regularization));
    }

    @Override
    protected boolean isInstalled(Regularization regularization) {
        return regularization instanceof InstalledPenalty
                && installed.contains(((InstalledPenalty) regularization).penalty());
    }

    private boolean isEarlier(Regularization regularization) {
        return regularization instanceof InstalledPenalty
                && ((InstalledPenalty) regularization).penalty().getClass() == penalty.getClass();
    }

    /** Replaces regularization of the same kind on the selected parameters only. */
    @Override
    protected List<Regularization> kept(
            LayerNode node, List<Regularization> before, Map<String, ParameterShape> handed) {
        Set<String> selected = new LinkedHashSet<>(handed.keySet());
        selected.removeIf(parameter -> !isSelected(node, parameter));
        if (selected.isEmpty()) {
            return before;
        }
        if (selected.size() == handed.size()) {
            return stacked
                    ? before.stream()
                            .filter(one -> isEarlier(one) || !isSameKind(one))
                            .collect(Collectors.toList())
                    : withoutSameKind(node, before);
        }
        List<Regularization> kept = new ArrayList<>();
        for (Regularization one : before) {
            if (!isSameKind(one) || stacked && isEarlier(one)) {
                kept.add(one);
                continue;
            }
            Set<String> rest = new LinkedHashSet<>(handed.keySet());
            rest.removeAll(selected);
            rest.removeIf(parameter ->
                    one instanceof SelectiveRegularization && !((SelectiveRegularization) one).includes(parameter));
            if (!rest.isEmpty()) {
                SelectedParameters limits = SelectedParameters.of(handed, rest);
                kept.add(
                        isEarlier(one)
                                ? ((InstalledPenalty) one).limitedTo(limits)
                                : new RestrictedRegularization(SelectiveRegularization.effective(one), limits));
            }
        }
        return kept;
    }

    @Override
    protected Regularization regularization(
            LayerNode node, Map<String, ParameterShape> meant, SelectedParameters some) {
        WeightPenalty<?> its = penalty.within(node, meant);
        installed.add(its);
        return new InstalledPenalty(its, some, its.isElementwise() ? Map.of() : units(node, meant));
    }

    private static Map<Long, Units> units(LayerNode node, Map<String, ParameterShape> meant) {
        Map<Long, Units> units = new LinkedHashMap<>();
        meant.forEach((parameter, shape) -> {
            Units its = Units.of(node.config(), node.layerName(), node.parameterPrefix(), parameter, shape);
            Units known = units.putIfAbsent(shape.length(), its);
            if (known != null && !known.equals(its)) {
                throw Arguments.invalid(
                        "parameters of length " + shape.length(),
                        "of one shape, because DL4J identifies a parameter by its length only (exclude all of them)",
                        meant.entrySet().stream()
                                .filter(entry -> entry.getValue().length() == shape.length())
                                .map(Object::toString)
                                .collect(Collectors.joining(", ")));
            }
        });
        return units;
    }

    @Override
    protected TrainingSettings settings(LayerNode node, TrainingSettings old, List<Regularization> weights) {
        return new TrainingSettings(old.updater(), old.biasUpdater(), weights, old.regularizationBias());
    }
}
