package io.github.dl4jregularizers.audit;

import java.util.Objects;
import java.util.Optional;

/** One thing that {@link RegularizationAudit} found. Immutable. */
public final class Finding {

    private final Rule rule;
    private final String layer;
    private final String parameter;
    private final String what;
    private final String instead;
    private final boolean repairable;

    /** A finding; layer and parameter are null where there is none. */
    Finding(Rule rule, String layer, String parameter, String what, String instead, boolean repairable) {
        this.rule = rule;
        this.layer = layer;
        this.parameter = parameter;
        this.what = what;
        this.instead = instead;
        this.repairable = repairable;
    }

    /**
     * The rule that found it.
     *
     * @return id that stays the same from version to version, such as {@code decay-twice}
     */
    public String rule() {
        return rule.id();
    }

    /**
     * How bad it is.
     *
     * @return the severity, the same for all findings of a rule
     */
    public Severity severity() {
        return rule.severity();
    }

    /**
     * Where it is.
     *
     * @return name of the layer or vertex, its index if it has no name; empty if the whole network is meant
     */
    public Optional<String> layer() {
        return Optional.ofNullable(layer);
    }

    /**
     * What it concerns in that layer.
     *
     * @return name as in the layer's {@code paramTable()}; empty if not a single parameter is meant
     */
    public Optional<String> parameter() {
        return Optional.ofNullable(parameter);
    }

    /**
     * What happens.
     *
     * @return one sentence with the values of this configuration
     */
    public String what() {
        return what;
    }

    /**
     * Why it happens.
     *
     * @return one sentence, the same for all findings of a rule
     */
    public String why() {
        return rule.why();
    }

    /**
     * What to write instead.
     *
     * @return a line of Java, or what to do where no line does it
     */
    public String instead() {
        return instead;
    }

    /**
     * Where to read more.
     *
     * @return the rule's page in the project: what DL4J does, a program that shows it, what to do
     */
    public String docs() {
        return "docs/audit/" + rule() + ".md";
    }

    /**
     * Whether {@code RegularizationAudit.repair} puts it right.
     *
     * @return true if there is one unambiguous repair
     */
    public boolean isRepairable() {
        return repairable;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Finding)) {
            return false;
        }
        Finding that = (Finding) other;
        return rule().equals(that.rule())
                && Objects.equals(layer, that.layer)
                && Objects.equals(parameter, that.parameter)
                && what.equals(that.what)
                && instead.equals(that.instead)
                && repairable == that.repairable;
    }

    @Override
    public int hashCode() {
        return Objects.hash(rule(), layer, parameter, what);
    }

    @Override
    public String toString() {
        String place =
                layer == null ? "" : " in layer " + layer + (parameter == null ? "" : ", parameter " + parameter);
        return rule() + " (" + severity() + ")" + place + ": " + what + ". " + why() + " Instead: " + instead + " ("
                + docs() + ")";
    }
}
