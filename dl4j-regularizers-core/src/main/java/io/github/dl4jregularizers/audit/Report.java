package io.github.dl4jregularizers.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects what the rules find in one configuration, and how to put it right there. */
final class Report {

    private final List<Entry> entries = new ArrayList<>();

    /** Something found in a layer. */
    void add(Rule rule, LayerView layer, String what, String instead) {
        add(new Finding(rule, layer.name(), null, what, instead, false), null, null);
    }

    /** Something found for one parameter of a layer. */
    void add(Rule rule, LayerView layer, String parameter, String what, String instead) {
        add(
                new Finding(rule, layer.name(), layer.node().parameterPrefix() + parameter, what, instead, false),
                null,
                null);
    }

    /** Something found in the network as a whole. */
    void add(Rule rule, String what, String instead) {
        add(new Finding(rule, null, null, what, instead, false), null, null);
    }

    /**
     * Something found in a layer that has one right form.
     *
     * @param change what the repair does, to follow the layer's name
     * @param repair changes the configuration that was checked
     */
    void add(Rule rule, LayerView layer, String what, String instead, String change, Runnable repair) {
        add(
                new Finding(rule, layer.name(), null, what, instead, true),
                "layer " + layer.name() + ": " + change,
                repair);
    }

    private void add(Finding finding, String change, Runnable repair) {
        entries.add(new Entry(finding, change, repair));
    }

    List<Finding> findings() {
        return entries.stream().map(entry -> entry.finding).distinct().collect(Collectors.toUnmodifiableList());
    }

    /** What {@link #repair} changes. */
    List<String> changes() {
        return entries.stream()
                .filter(entry -> entry.repair != null)
                .map(entry -> entry.change)
                .distinct()
                .collect(Collectors.toUnmodifiableList());
    }

    void repair() {
        entries.stream().filter(entry -> entry.repair != null).forEach(entry -> entry.repair.run());
    }

    private static final class Entry {
        private final Finding finding;
        private final String change;
        private final Runnable repair;

        private Entry(Finding finding, String change, Runnable repair) {
            this.finding = finding;
            this.change = change;
            this.repair = repair;
        }
    }
}
