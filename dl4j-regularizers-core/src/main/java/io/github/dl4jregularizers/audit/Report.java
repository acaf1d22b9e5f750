package io.github.dl4jregularizers.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Collects the findings of all rules in one configuration, with their repairs. */
public final class Report {

    private final List<Entry> entries = new ArrayList<>();

    Report() {}

    /**
     * Adds a finding in a layer.
     *
     * @param rule that found it
     * @param layer where
     * @param what one sentence without a period; equal sentences of a rule become one finding
     * @param instead a line of Java, or an instruction
     */
    public void add(Rule rule, LayerView layer, String what, String instead) {
        entries.add(new Entry(rule, layer.name(), null, what, instead));
    }

    /**
     * Adds a finding about one parameter of a layer.
     *
     * @param rule that found it
     * @param layer where
     * @param parameter name without the prefixes of containers
     * @param what one sentence without a period
     * @param instead a line of Java, or an instruction
     */
    public void add(Rule rule, LayerView layer, String parameter, String what, String instead) {
        entries.add(new Entry(rule, layer.name(), layer.node().parameterPrefix() + parameter, what, instead));
    }

    /**
     * Adds a finding about the network as a whole.
     *
     * @param rule that found it
     * @param what one sentence without a period
     * @param instead a line of Java, or an instruction
     */
    public void add(Rule rule, String what, String instead) {
        entries.add(new Entry(rule, null, null, what, instead));
    }

    /**
     * Adds a finding in a layer that has one unambiguous repair.
     *
     * @param rule that found it
     * @param layer where
     * @param what one sentence without a period
     * @param instead a line of Java, or an instruction
     * @param change describes the repair; follows the layer's name
     * @param repair changes the configuration under check
     */
    public void add(Rule rule, LayerView layer, String what, String instead, String change, Runnable repair) {
        Entry entry = new Entry(rule, layer.name(), null, what, instead);
        entry.change = "layer " + layer.name() + ": " + change;
        entry.repair = repair;
        entries.add(entry);
    }

    /** Returns one finding per group of entries that differ only in the layer. */
    List<Finding> findings() {
        Map<List<Object>, List<Entry>> groups = new LinkedHashMap<>();
        entries.forEach(entry -> groups.computeIfAbsent(entry.group(), group -> new ArrayList<>())
                .add(entry));
        return groups.values().stream().map(Report::finding).collect(Collectors.toUnmodifiableList());
    }

    private static Finding finding(List<Entry> group) {
        Entry first = group.get(0);
        List<String> layers = group.stream()
                .map(entry -> entry.layer)
                .filter(layer -> layer != null)
                .distinct()
                .collect(Collectors.toUnmodifiableList());
        return new Finding(first.rule, layers, first.parameter, first.what, first.instead, first.repair != null);
    }

    /** Describes the changes of {@link #repair}. */
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
        private final Rule rule;
        private final String layer;
        private final String parameter;
        private final String what;
        private final String instead;
        private String change;
        private Runnable repair;

        private Entry(Rule rule, String layer, String parameter, String what, String instead) {
            this.rule = rule;
            this.layer = layer;
            this.parameter = parameter;
            this.what = what;
            this.instead = instead;
        }

        private List<Object> group() {
            return List.of(rule, String.valueOf(parameter), what, instead, repair != null, layer == null);
        }
    }
}
