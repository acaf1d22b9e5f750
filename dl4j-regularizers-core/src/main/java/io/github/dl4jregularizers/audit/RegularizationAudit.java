package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * Finds regularization that DL4J ignores, applies twice or miscomputes, and settings that are probably not intended.
 *
 * <pre>{@code
 * RegularizationAudit.of(conf).forEach(System.out::println);
 * }</pre>
 *
 * <p>Reads only the built configuration and changes nothing. A setting without a trace in the configuration cannot be
 * found: {@code dropOut(0)} on a layer, for example, leaves none. Each rule was measured with DL4J 1.0.0-M2.1 and has a
 * page in docs/audit. {@link Rule} describes custom rules.
 */
public final class RegularizationAudit {

    private RegularizationAudit() {}

    /**
     * Audits the configuration of a {@code MultiLayerNetwork}.
     *
     * @param conf a built configuration, with the sizes of all layers known
     * @return findings in the order of the rules, equal ones of several layers as one; empty if nothing was found
     * @throws IllegalArgumentException if the size of a layer is unknown
     */
    public static List<Finding> of(MultiLayerConfiguration conf) {
        return check(NetworkView.of(Arguments.required("conf", conf)), false).findings();
    }

    /**
     * Audits the configuration of a {@code ComputationGraph}.
     *
     * @param conf a built configuration, with the sizes of all layers known
     * @return findings in the order of the rules, equal ones of several layers as one; empty if nothing was found
     * @throws IllegalArgumentException if the size of a layer is unknown, or a vertex of an unknown class has
     *     parameters
     */
    public static List<Finding> of(ComputationGraphConfiguration conf) {
        return check(NetworkView.of(Arguments.required("conf", conf)), false).findings();
    }

    /**
     * Audits the configuration of a network.
     *
     * @param network a {@code MultiLayerNetwork} or {@code ComputationGraph}
     * @return findings in the order of the rules, equal ones of several layers as one; empty if nothing was found
     * @throws IllegalArgumentException if the network is of neither kind
     */
    public static List<Finding> of(Model network) {
        return Network.of(network).configuration(RegularizationAudit::of, RegularizationAudit::of);
    }

    /**
     * Audits the configuration of a {@code MultiLayerNetwork} that is to be trained on Spark with DL4J's own training
     * masters. The rules of {@link #of(MultiLayerConfiguration)}, and those about distributed training.
     *
     * @param conf a built configuration, with the sizes of all layers known
     * @return findings in the order of the rules; empty if nothing was found
     * @throws IllegalArgumentException if the size of a layer is unknown
     * @throws IllegalStateException without the module {@code dl4j-regularizers-spark}, which has the rules
     */
    public static List<Finding> forSpark(MultiLayerConfiguration conf) {
        return checkForSpark(NetworkView.of(Arguments.required("conf", conf)));
    }

    /**
     * Audits the configuration of a {@code ComputationGraph} that is to be trained on Spark, as
     * {@link #forSpark(MultiLayerConfiguration)}.
     *
     * @param conf a built configuration, with the sizes of all layers known
     * @return findings in the order of the rules; empty if nothing was found
     * @throws IllegalArgumentException if the size of a layer is unknown, or a vertex of an unknown class has
     *     parameters
     * @throws IllegalStateException without the module {@code dl4j-regularizers-spark}, which has the rules
     */
    public static List<Finding> forSpark(ComputationGraphConfiguration conf) {
        return checkForSpark(NetworkView.of(Arguments.required("conf", conf)));
    }

    /**
     * Audits the configuration of a network that is to be trained on Spark, as
     * {@link #forSpark(MultiLayerConfiguration)}.
     *
     * @param network a {@code MultiLayerNetwork} or {@code ComputationGraph}
     * @return findings in the order of the rules; empty if nothing was found
     * @throws IllegalArgumentException if the network is of neither kind
     * @throws IllegalStateException without the module {@code dl4j-regularizers-spark}, which has the rules
     */
    public static List<Finding> forSpark(Model network) {
        return Network.of(network).configuration(RegularizationAudit::forSpark, RegularizationAudit::forSpark);
    }

    /**
     * Audits a file: a model saved by {@code ModelSerializer}, or a configuration in JSON or YAML. Reads old formats as
     * far as DL4J does. Of a model only the configuration is read.
     *
     * <p>The file need not be trusted; the class path must be. The size of a read is bounded. A file that names any
     * class but parts of a configuration is refused before a class is initialized. DL4J then creates the parts by their
     * constructors.
     *
     * @param file a file
     * @return findings in the order of the rules, equal ones of several layers as one; empty if nothing was found
     * @throws IOException if the file is unreadable or no configuration, or was saved with an earlier package layout;
     *     also if it names missing or refused classes
     */
    public static List<Finding> of(Path file) throws IOException {
        Object conf = ConfigurationFile.read(Arguments.required("file", file));
        return checked(
                file,
                () -> conf instanceof MultiLayerConfiguration
                        ? of((MultiLayerConfiguration) conf)
                        : of((ComputationGraphConfiguration) conf));
    }

    /** DL4J loads some configurations of which no network can be built, such as one with a negative size. */
    private static <T> T checked(Path file, Supplier<T> check) throws IOException {
        try {
            return check.get();
        } catch (RuntimeException e) {
            throw new IOException(file + ": no network has this configuration: " + e.getMessage(), e);
        }
    }

    /**
     * Returns all rules.
     *
     * @return rules of this library in the order of their findings, then those of other providers on the class path
     */
    public static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        ServiceLoader.load(Rule.class, RegularizationAudit.class.getClassLoader())
                .forEach(rules::add);
        return Collections.unmodifiableList(rules);
    }

    private static List<Finding> checkForSpark(NetworkView network) {
        if (rules().stream().noneMatch(Rule::isForDistributedTraining)) {
            throw new IllegalStateException(
                    "No rules about distributed training: add the module dl4j-regularizers-spark to the class path");
        }
        return check(network, true).findings();
    }

    private static Report check(NetworkView network, boolean distributed) {
        Report report = new Report();
        rules().stream()
                .filter(rule -> distributed || !rule.isForDistributedTraining())
                .forEach(rule -> rule.check(network, report));
        return report;
    }

    /**
     * Returns the change that applies every unambiguous repair; see {@link Finding#isRepairable()}.
     *
     * @return a change to combine with others, such as {@code RegularizationAudit.repairs().andThen(adamW)}
     */
    public static ConfigurationChange repairs() {
        return new ConfigurationChange() {
            @Override
            public MultiLayerConfiguration applyTo(MultiLayerConfiguration conf) {
                return repair(conf).configuration();
            }

            @Override
            public ComputationGraphConfiguration applyTo(ComputationGraphConfiguration conf) {
                return repair(conf).configuration();
            }

            @Override
            public String toString() {
                return "repairs of the audit";
            }
        };
    }

    /**
     * Applies every unambiguous repair and lists the changes; see {@link Finding#isRepairable()}.
     *
     * @param conf a built configuration, not changed
     * @return a repaired copy, and the changes
     * @throws IllegalArgumentException as {@link #of(MultiLayerConfiguration)}
     */
    public static Repair<MultiLayerConfiguration> repair(MultiLayerConfiguration conf) {
        List<String> changes =
                check(NetworkView.of(Arguments.required("conf", conf)), false).changes();
        MultiLayerConfiguration copy = MultiLayerConfiguration.fromJson(conf.toJson());
        check(NetworkView.of(copy), false).repair();
        return new Repair<>(copy, changes);
    }

    /**
     * Applies every unambiguous repair and lists the changes; see {@link Finding#isRepairable()}.
     *
     * @param conf a built configuration, not changed
     * @return a repaired copy, and the changes
     * @throws IllegalArgumentException as {@link #of(ComputationGraphConfiguration)}
     */
    public static Repair<ComputationGraphConfiguration> repair(ComputationGraphConfiguration conf) {
        List<String> changes =
                check(NetworkView.of(Arguments.required("conf", conf)), false).changes();
        ComputationGraphConfiguration copy = ComputationGraphConfiguration.fromJson(conf.toJson());
        check(NetworkView.of(copy), false).repair();
        return new Repair<>(copy, changes);
    }

    /**
     * Repairs the configuration in a file that {@link #of(Path)} can read.
     *
     * @param file a file, not changed
     * @return the repaired configuration as JSON, and the changes
     * @throws IOException as {@link #of(Path)}
     */
    public static Repair<String> repair(Path file) throws IOException {
        Object conf = ConfigurationFile.read(Arguments.required("file", file));
        return checked(file, () -> {
            if (conf instanceof MultiLayerConfiguration) {
                Repair<MultiLayerConfiguration> repair = repair((MultiLayerConfiguration) conf);
                return new Repair<>(repair.configuration().toJson(), repair.changes());
            }
            Repair<ComputationGraphConfiguration> repair = repair((ComputationGraphConfiguration) conf);
            return new Repair<>(repair.configuration().toJson(), repair.changes());
        });
    }
}
