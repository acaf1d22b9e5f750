package io.github.dl4jregularizers.audit;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** One defect or doubtful setting that {@link RegularizationAudit} found, in one or several layers. Immutable. */
public final class Finding implements Serializable {

    private static final long serialVersionUID = 1;

    private static final int LAYERS_NAMED = 5;

    private final Rule rule;
    private final List<String> layers;
    private final String parameter;
    private final String what;
    private final String instead;
    private final boolean repairable;

    /** Layers are empty for the whole network; parameter is null for none. */
    Finding(Rule rule, List<String> layers, String parameter, String what, String instead, boolean repairable) {
        this.rule = rule;
        this.layers = layers;
        this.parameter = parameter;
        this.what = what;
        this.instead = instead;
        this.repairable = repairable;
    }

    /**
     * Returns the rule that found it.
     *
     * @return id of the rule, constant from version to version, such as {@code decay-twice}
     */
    public String rule() {
        return rule.id();
    }

    /**
     * Returns the severity.
     *
     * @return severity, the same for all findings of a rule
     */
    public Severity severity() {
        return rule.severity();
    }

    /**
     * Returns the layers.
     *
     * @return names of the layers or vertices, the index of a layer without a name; empty if the whole network is meant
     */
    public List<String> layers() {
        return layers;
    }

    /**
     * Returns the parameter.
     *
     * @return name as in the layer's {@code paramTable()}; empty if the finding is not about one parameter
     */
    public Optional<String> parameter() {
        return Optional.ofNullable(parameter);
    }

    /**
     * Returns the effect.
     *
     * @return one sentence with the values of this configuration
     */
    public String what() {
        return what;
    }

    /**
     * Returns the cause.
     *
     * @return one sentence, the same for all findings of a rule
     */
    public String why() {
        return rule.why();
    }

    /**
     * Returns the recommended configuration.
     *
     * @return a line of Java, or an instruction where one line is not enough
     */
    public String instead() {
        return instead;
    }

    /**
     * Returns the path of the rule's page: the behavior of DL4J, a program that shows it, and the recommendation.
     *
     * @return path in the project
     */
    public String docs() {
        return "docs/audit/" + rule() + ".md";
    }

    /**
     * Returns whether {@code RegularizationAudit.repair} repairs it.
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
                && layers.equals(that.layers)
                && Objects.equals(parameter, that.parameter)
                && what.equals(that.what)
                && instead.equals(that.instead)
                && repairable == that.repairable;
    }

    @Override
    public int hashCode() {
        return Objects.hash(rule(), layers, parameter, what);
    }

    private String place() {
        if (layers.isEmpty()) {
            return "";
        }
        String named = layers.stream().limit(LAYERS_NAMED).collect(Collectors.joining(", "));
        int others = layers.size() - LAYERS_NAMED;
        return (layers.size() == 1 ? " in layer " : " in layers ")
                + named
                + (others > 0 ? " and " + others + " more" : "")
                + (parameter == null ? "" : ", parameter " + parameter);
    }

    @Override
    public String toString() {
        return rule() + " (" + severity() + ")" + place() + ": " + what + ". " + why() + " Instead: " + instead + " ("
                + docs() + ")";
    }
}
