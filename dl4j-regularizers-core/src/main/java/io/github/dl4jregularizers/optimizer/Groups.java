package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Excluded weights and factors of layers; factors multiply where several match. */
final class Groups implements Serializable {

    private static final long serialVersionUID = 1;

    private final List<BiPredicate<String, String>> exclusions;
    private final List<Factor> rates;
    private final List<Factor> decays;

    private Groups(List<BiPredicate<String, String>> exclusions, List<Factor> rates, List<Factor> decays) {
        this.exclusions = exclusions;
        this.rates = rates;
        this.decays = decays;
    }

    Groups() {
        this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    Groups copy() {
        return new Groups(new ArrayList<>(exclusions), new ArrayList<>(rates), new ArrayList<>(decays));
    }

    void exclude(BiPredicate<String, String> exclusion) {
        exclusions.add(Arguments.required("exclusion", exclusion));
    }

    void addRateFactor(Predicate<String> layers, double factor) {
        rates.add(new Factor("learningRateFactor", layers, factor));
    }

    void addDecayFactor(Predicate<String> layers, double factor) {
        decays.add(new Factor("weightDecayFactor", layers, factor));
    }

    boolean isExcluded(String layer, String parameter) {
        return exclusions.stream().anyMatch(exclusion -> exclusion.test(layer, parameter))
                || decayFactor(layer) == 0
                || rateFactor(layer) == 0;
    }

    boolean hasRateFactor(String layer) {
        return rates.stream().anyMatch(factor -> factor.layers.test(layer));
    }

    double rateFactor(String layer) {
        return product(rates, layer);
    }

    double decayFactor(String layer) {
        return product(decays, layer);
    }

    private static double product(List<Factor> factors, String layer) {
        return factors.stream()
                .filter(factor -> factor.layers.test(layer))
                .mapToDouble(factor -> factor.value)
                .reduce(1, (product, value) -> product * value);
    }

    private static final class Factor implements Serializable {

        private static final long serialVersionUID = 1;

        private final Predicate<String> layers;
        private final double value;

        Factor(String name, Predicate<String> layers, double value) {
            this.layers = Arguments.required("layers", layers);
            this.value = Arguments.nonNegative(name, value);
        }
    }
}
