package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.ParameterShape;
import io.github.dl4jregularizers.internal.config.TrainingSettings;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.internal.weights.SelectedParameters;
import io.github.dl4jregularizers.internal.weights.WeightInstaller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Writes a penalty on the weights. */
final class PenaltyInstaller extends WeightInstaller {

    private final WeightPenalty<?> penalty;

    PenaltyInstaller(WeightPenalty<?> penalty, BiPredicate<String, String> excluded) {
        super(penalty.getClass().getSimpleName(), "penalty", excluded);
        this.penalty = penalty;
    }

    @Override
    protected boolean isNever() {
        return penalty.isNever();
    }

    @Override
    protected boolean isSameKind(Regularization regularization) {
        return isInstalled(regularization) || penalty.replaces(regularization);
    }

    @Override
    protected boolean isInstalled(Regularization regularization) {
        return regularization instanceof InstalledPenalty
                && ((InstalledPenalty) regularization).penalty().getClass() == penalty.getClass();
    }

    @Override
    protected Regularization regularization(
            LayerNode node, Map<String, ParameterShape> meant, SelectedParameters some) {
        return new InstalledPenalty(penalty, some, penalty.isElementwise() ? Map.of() : units(node, meant));
    }

    private static Map<Long, Units> units(LayerNode node, Map<String, ParameterShape> meant) {
        Map<Long, Units> units = new LinkedHashMap<>();
        meant.forEach((parameter, shape) -> {
            Units its = Units.of(node.config(), node.layerName(), node.parameterPrefix(), parameter, shape);
            Units known = units.putIfAbsent(shape.length(), its);
            if (known != null && !known.equals(its)) {
                throw Arguments.invalid(
                        "parameters of length " + shape.length(),
                        "of one shape, since DL4J lets a regularizer know a parameter by its length only (exclude all"
                                + " of them)",
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
