package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;

/**
 * One defect or doubtful setting that {@link RegularizationAudit} looks for. A subclass overrides one of the two
 * checks.
 *
 * <p>{@code ServiceLoader} finds the rules: a custom rule is a public class with a public constructor without
 * arguments, named in {@code META-INF/services/io.github.dl4jregularizers.audit.Rule}.
 */
public abstract class Rule implements Serializable {

    private static final long serialVersionUID = 1;

    private final String id;
    private final Severity severity;
    private final String why;

    /**
     * Sets the common fields of all findings of the rule.
     *
     * @param id constant id in kebab case: the class name of the rule, and the name of its page in docs/audit
     * @param severity of all findings
     * @param why one sentence
     * @throws IllegalArgumentException if an argument is null
     */
    protected Rule(String id, Severity severity, String why) {
        this.id = Arguments.required("id", id);
        this.severity = Arguments.required("severity", severity);
        this.why = Arguments.required("why", why);
    }

    /**
     * Checks a whole network. Default: checks layer by layer.
     *
     * @param network the configuration
     * @param report receives the findings
     */
    protected void check(NetworkView network, Report report) {
        network.layers().forEach(layer -> check(layer, report));
    }

    /**
     * Checks one layer. Layers inside a container are checked by themselves. Default: finds nothing.
     *
     * @param layer a layer, or a vertex with parameters
     * @param report receives the findings
     */
    protected void check(LayerView layer, Report report) {}

    /**
     * Tests whether the rule is about DL4J's training masters on Spark, and not about the network itself. Such a rule
     * runs in {@link RegularizationAudit#forSpark} only. Default: no.
     *
     * @return true for a rule about distributed training
     */
    public boolean isForDistributedTraining() {
        return false;
    }

    /**
     * Returns the id.
     *
     * @return id in kebab case, constant from version to version
     */
    public final String id() {
        return id;
    }

    /**
     * Returns the severity.
     *
     * @return severity of all findings of the rule
     */
    public final Severity severity() {
        return severity;
    }

    /**
     * Returns the cause.
     *
     * @return one sentence
     */
    public final String why() {
        return why;
    }

    @Override
    public final String toString() {
        return id;
    }
}
