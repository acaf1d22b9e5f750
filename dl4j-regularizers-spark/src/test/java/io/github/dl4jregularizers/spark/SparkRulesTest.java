package io.github.dl4jregularizers.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.audit.Finding;
import io.github.dl4jregularizers.audit.RegularizationAudit;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.constraint.MaxNorm;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.optimizer.SgdW;
import io.github.dl4jregularizers.penalty.ElasticNet;
import io.github.dl4jregularizers.schedule.CosineSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.ScheduleType;

/** Each rule finds what it is for, is silent elsewhere, runs for Spark only, and has a page. */
class SparkRulesTest {

    private static final Path DOCS = Path.of("..", "docs", "audit");

    private static ConfigurationChange plain() {
        return SgdW.builder().learningRate(0.1).momentum(0).weightDecay(0).build();
    }

    private static MultiLayerConfiguration conf(DenseLayer.Builder layer, ConfigurationChange change) {
        return change.applyTo(Networks.configuration(
                InputType.feedForward(5), new LossMCXENT(), layer.nOut(4).build()));
    }

    private static MultiLayerConfiguration conf(ConfigurationChange change) {
        return conf(new DenseLayer.Builder(), change);
    }

    private static List<String> ids(List<Finding> findings) {
        return findings.stream().map(finding -> finding.rule()).distinct().collect(Collectors.toList());
    }

    @Test
    void nothingIsFoundWhereNothingIsLost() {
        assertThat(RegularizationAudit.forSpark(conf(plain()))).isEmpty();
    }

    @Test
    void eachLossIsFoundForSparkOnly() {
        assertFound("shared-gradients-loss", conf(new DenseLayer.Builder().constrainWeights(new MaxNorm(2)), plain()));
        assertFound(
                "shared-gradients-loss", conf(AdamW.builder().weightDecay(0.1).build()));
        assertFound("proximal-zeros-averaged", conf(plain().andThen(new ElasticNet(0.1, 0).proximal())));
        assertFound(
                "worker-noise-unseeded", conf(new DenseLayer.Builder().dropOut(new Dropout(Networks.RATE)), plain()));
        assertFound(
                "schedule-counts-worker-steps",
                conf(SgdW.builder()
                        .learningRate(new CosineSchedule(ScheduleType.ITERATION, 0.1, 100))
                        .momentum(0)
                        .weightDecay(0)
                        .build()));
    }

    private static void assertFound(String id, MultiLayerConfiguration conf) {
        assertThat(ids(RegularizationAudit.forSpark(conf))).contains(id);
        assertThat(ids(RegularizationAudit.of(conf))).doesNotContain(id);
    }

    @Test
    void countsOfGraphs() {
        ComputationGraph graph =
                (ComputationGraph) Networks.families().get("drop path").get();
        assertThat(ids(RegularizationAudit.forSpark(graph))).contains("graph-counts-lost");
        assertThat(ids(RegularizationAudit.forSpark(plain().applyTo(graph.getConfiguration()))))
                .doesNotContain("graph-counts-lost");
        assertThat(ids(RegularizationAudit.forSpark(conf(AdamW.builder().build()))))
                .doesNotContain("graph-counts-lost");
    }

    static List<Rule> rules() {
        return RegularizationAudit.rules().stream()
                .filter(Rule::isForDistributedTraining)
                .collect(Collectors.toList());
    }

    @Test
    void allAreRegistered() {
        assertThat(rules()).hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void hasAPage(Rule rule) throws IOException {
        String severity = rule.severity().toString();
        assertThat(Files.readString(DOCS.resolve(rule.id() + ".md")))
                .startsWith("# " + rule.id() + "\n\n" + severity.substring(0, 1).toUpperCase() + severity.substring(1)
                        + ". " + rule.why() + "\n")
                .contains("## Instead");
        assertThat(Files.readString(DOCS.resolve("README.md")))
                .contains("| [" + rule.id() + "](" + rule.id() + ".md) | " + severity + " |");
    }
}
