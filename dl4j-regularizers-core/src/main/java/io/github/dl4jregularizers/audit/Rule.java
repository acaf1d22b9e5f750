package io.github.dl4jregularizers.audit;

/** One thing that can be wrong with a configuration. A subclass overrides one of the two checks. */
abstract class Rule {

    private final String id;
    private final Severity severity;
    private final String why;

    /**
     * What all findings of the rule have in common.
     *
     * @param id small words and hyphens, never changed; also the name of the rule's page in docs/audit
     * @param why one sentence
     */
    Rule(String id, Severity severity, String why) {
        this.id = id;
        this.severity = severity;
        this.why = why;
    }

    /** Checks a whole network: layer by layer, unless overridden. */
    void check(NetworkView network, Report report) {
        network.layers().forEach(layer -> check(layer, report));
    }

    /** Checks a layer, which may hold others that are checked by themselves, or a vertex with parameters. */
    void check(LayerView layer, Report report) {}

    final String id() {
        return id;
    }

    final Severity severity() {
        return severity;
    }

    final String why() {
        return why;
    }

    @Override
    public final String toString() {
        return id;
    }
}
