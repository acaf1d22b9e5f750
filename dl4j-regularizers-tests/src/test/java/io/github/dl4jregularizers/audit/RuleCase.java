package io.github.dl4jregularizers.audit;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** A rule's id, a configuration with its defect, and the same configuration as the rule recommends. */
final class RuleCase {

    private final String rule;
    private final String written;
    private final Supplier<?> triggering;
    private final Supplier<?> advised;

    private RuleCase(String rule, String written, Supplier<?> triggering, Supplier<?> advised) {
        this.rule = rule;
        this.written = written;
        this.triggering = triggering;
        this.advised = advised;
    }

    static RuleCase of(String rule, String written, Supplier<?> triggering, Supplier<?> advised) {
        return new RuleCase(rule, written, triggering, advised);
    }

    String rule() {
        return rule;
    }

    Object triggering() {
        return triggering.get();
    }

    List<Finding> found() {
        return ofThisRule(audit(triggering.get()));
    }

    List<Finding> foundWhenAdvised() {
        return ofThisRule(audit(advised.get()));
    }

    /** The findings in the configuration after it was written to a file and read again. */
    List<Finding> foundAfterJson() {
        Object conf = triggering.get();
        return ofThisRule(
                conf instanceof MultiLayerConfiguration
                        ? RegularizationAudit.of(
                                MultiLayerConfiguration.fromJson(((MultiLayerConfiguration) conf).toJson()))
                        : RegularizationAudit.of(ComputationGraphConfiguration.fromJson(
                                ((ComputationGraphConfiguration) conf).toJson())));
    }

    static List<Finding> audit(Object conf) {
        return conf instanceof MultiLayerConfiguration
                ? RegularizationAudit.of((MultiLayerConfiguration) conf)
                : RegularizationAudit.of((ComputationGraphConfiguration) conf);
    }

    private List<Finding> ofThisRule(List<Finding> findings) {
        return findings.stream().filter(finding -> finding.rule().equals(rule)).collect(Collectors.toList());
    }

    @Override
    public String toString() {
        return rule + ": " + written;
    }
}
