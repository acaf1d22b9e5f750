package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Finds what DL4J silently ignores, doubles or miscomputes in a network's regularization, and what is probably not meant.
 *
 * <pre>{@code
 * RegularizationAudit.of(conf).forEach(System.out::println);
 * }</pre>
 *
 * <p>Reads the built configuration and nothing else, and changes nothing. What the configuration no longer shows cannot be
 * found: {@code dropOut(0)} on a layer, for example, leaves no trace of having been written. Each rule was measured with
 * DL4J 1.0.0-M2.1 and has a page in docs/audit.
 */
public final class RegularizationAudit {

    private RegularizationAudit() {}

    /**
     * Audits a layer stack's configuration.
     *
     * @param conf a built configuration, with the sizes of all layers known
     * @return findings in the order of the rules; empty if there is nothing to say
     * @throws IllegalArgumentException if the size of a layer is unknown
     */
    public static List<Finding> of(MultiLayerConfiguration conf) {
        return check(NetworkView.of(Arguments.required("conf", conf))).findings();
    }

    /**
     * Audits a graph's configuration.
     *
     * @param conf a built configuration, with the sizes of all layers known
     * @return findings in the order of the rules; empty if there is nothing to say
     * @throws IllegalArgumentException if the size of a layer is unknown, or a vertex of an unknown class has parameters
     */
    public static List<Finding> of(ComputationGraphConfiguration conf) {
        return check(NetworkView.of(Arguments.required("conf", conf))).findings();
    }

    /**
     * Audits the configuration of a network.
     *
     * @param network a {@code MultiLayerNetwork} or {@code ComputationGraph}
     * @return findings in the order of the rules; empty if there is nothing to say
     * @throws IllegalArgumentException if it is neither
     */
    public static List<Finding> of(Model network) {
        if (network instanceof MultiLayerNetwork) {
            return of(((MultiLayerNetwork) network).getLayerWiseConfigurations());
        }
        if (network instanceof ComputationGraph) {
            return of(((ComputationGraph) network).getConfiguration());
        }
        throw Arguments.invalid(
                "network",
                "a MultiLayerNetwork or a ComputationGraph",
                network == null ? null : network.getClass().getName());
    }

    private static Report check(NetworkView network) {
        Report report = new Report();
        Rules.ALL.forEach(rule -> rule.check(network, report));
        return report;
    }

    /**
     * Repairs what has one unambiguous repair; {@link Finding#isRepairable()} tells what that is.
     *
     * @param conf a built configuration, which stays as it is
     * @return a repaired copy, and what was changed
     */
    public static Repair<MultiLayerConfiguration> repair(MultiLayerConfiguration conf) {
        List<String> changes =
                check(NetworkView.of(Arguments.required("conf", conf))).changes();
        MultiLayerConfiguration copy = MultiLayerConfiguration.fromJson(conf.toJson());
        check(NetworkView.of(copy)).repair();
        return new Repair<>(copy, changes);
    }

    /**
     * Repairs what has one unambiguous repair; {@link Finding#isRepairable()} tells what that is.
     *
     * @param conf a built configuration, which stays as it is
     * @return a repaired copy, and what was changed
     */
    public static Repair<ComputationGraphConfiguration> repair(ComputationGraphConfiguration conf) {
        List<String> changes =
                check(NetworkView.of(Arguments.required("conf", conf))).changes();
        ComputationGraphConfiguration copy = ComputationGraphConfiguration.fromJson(conf.toJson());
        check(NetworkView.of(copy)).repair();
        return new Repair<>(copy, changes);
    }
}
