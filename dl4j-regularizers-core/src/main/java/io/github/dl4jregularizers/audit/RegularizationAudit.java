package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.IOException;
import java.nio.file.Path;
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

    /**
     * Audits a file: a model saved by {@code ModelSerializer}, of which nothing but the configuration is read, or a
     * configuration as DL4J writes it to JSON or YAML, old formats that DL4J still reads included.
     *
     * <p>The file need not be trusted as long as the classes on the class path are: reading is bounded, and a file that
     * names a class other than layers, updaters and other parts of configurations is refused before any class is
     * initialised. Parts that are named are made by DL4J, with their own constructors.
     *
     * @param file a file
     * @return findings in the order of the rules; empty if there is nothing to say
     * @throws IOException if it cannot be read, is no configuration, or names classes that are missing or do not belong
     *     there; says which
     */
    public static List<Finding> of(Path file) throws IOException {
        Object conf = ConfigurationFile.read(Arguments.required("file", file));
        return conf instanceof MultiLayerConfiguration
                ? of((MultiLayerConfiguration) conf)
                : of((ComputationGraphConfiguration) conf);
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

    /**
     * Repairs the configuration in a file that {@link #of(Path)} can read.
     *
     * @param file a file, which stays as it is
     * @return the repaired configuration as JSON, and what was changed
     * @throws IOException if it cannot be read
     */
    public static Repair<String> repair(Path file) throws IOException {
        Object conf = ConfigurationFile.read(Arguments.required("file", file));
        if (conf instanceof MultiLayerConfiguration) {
            Repair<MultiLayerConfiguration> repair = repair((MultiLayerConfiguration) conf);
            return new Repair<>(repair.configuration().toJson(), repair.changes());
        }
        Repair<ComputationGraphConfiguration> repair = repair((ComputationGraphConfiguration) conf);
        return new Repair<>(repair.configuration().toJson(), repair.changes());
    }
}
