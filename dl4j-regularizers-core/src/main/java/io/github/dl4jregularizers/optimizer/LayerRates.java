package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.internal.config.TrainingSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The learning rates of a configuration's updaters, relative to the most frequent rate. Rates that follow schedules are
 * compared at several times.
 */
final class LayerRates {

    private static final int[][] TIMES = {{0, 0}, {1, 0}, {10, 1}, {100, 5}, {1_000, 20}, {10_000, 100}};
    private static final double TOLERANCE = 1e-6;

    /** Null if no layer has a learning rate above 0. */
    private final List<Double> usual;

    LayerRates(LayerTree tree) {
        Map<List<Double>, Integer> counts = new LinkedHashMap<>();
        for (LayerNode node : tree.nodes()) {
            if (!node.isFrozen() && !node.parameters().isEmpty()) {
                TrainingSettings.of(node.config())
                        .map(settings -> rates(settings.updater()))
                        .filter(rates -> !rates.isEmpty() && !isZero(rates))
                        .ifPresent(rates -> counts.merge(rates, 1, Integer::sum));
            }
        }
        Comparator<Map.Entry<List<Double>, Integer>> byCount = Map.Entry.comparingByValue();
        usual = counts.entrySet().stream()
                .max(byCount.thenComparing(entry ->
                        entry.getKey().stream().mapToDouble(Double::doubleValue).sum()))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** Tests whether an updater has a learning rate of 0 at all times, which holds its parameters still. */
    static boolean isStill(IUpdater updater) {
        List<Double> rates = rates(updater);
        return !rates.isEmpty() && isZero(rates);
    }

    /** Refuses an updater whose learning rate changes with time. */
    static void requireConstant(IUpdater updater) {
        if (new HashSet<>(rates(updater)).size() > 1) {
            throw Arguments.invalid("learning rate", "constant, and not a schedule", updater);
        }
    }

    /** Returns the learning rate relative to the usual one; 1 for an updater without a learning rate. */
    double factor(IUpdater updater, String layer) {
        List<Double> rates = rates(updater);
        if (rates.isEmpty() || usual == null) {
            return 1;
        }
        double factor = Double.NaN;
        for (int i = 0; i < TIMES.length; i++) {
            double base = usual.get(i);
            double rate = rates.get(i);
            if (base == 0 && rate == 0) {
                continue;
            }
            double here = rate / base;
            if (!Double.isFinite(here) || Math.abs(here - factor) > TOLERANCE * factor) {
                throw Arguments.invalid(
                        "learning rate of layer " + layer,
                        "a multiple of the rate that most layers have, or set by learningRateFactor(..)",
                        updater);
            }
            factor = Double.isNaN(factor) ? here : factor;
        }
        return Math.abs(factor - 1) <= TOLERANCE ? 1 : factor;
    }

    private static List<Double> rates(IUpdater updater) {
        List<Double> rates = new ArrayList<>();
        if (updater != null && updater.hasLearningRate()) {
            for (int[] time : TIMES) {
                rates.add(updater.getLearningRate(time[0], time[1]));
            }
        }
        return rates.stream().allMatch(Double::isFinite) ? rates : List.of();
    }

    private static boolean isZero(List<Double> rates) {
        return rates.stream().allMatch(rate -> rate == 0);
    }
}
