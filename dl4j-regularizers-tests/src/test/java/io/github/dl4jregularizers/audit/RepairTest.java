package io.github.dl4jregularizers.audit;

import static io.github.dl4jregularizers.audit.Stacks.FLAT;
import static io.github.dl4jregularizers.audit.Stacks.dense;
import static io.github.dl4jregularizers.audit.Stacks.output;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class RepairTest {

    static List<RuleCase> repairable() {
        return RuleTest.cases().stream()
                .filter(row -> row.found().stream().anyMatch(Finding::isRepairable))
                .collect(Collectors.toList());
    }

    @ParameterizedTest
    @MethodSource("repairable")
    void leavesNothingToRepair(RuleCase row) {
        Object conf = row.triggering();
        Repair<?> repair = conf instanceof MultiLayerConfiguration
                ? RegularizationAudit.repair((MultiLayerConfiguration) conf)
                : RegularizationAudit.repair((ComputationGraphConfiguration) conf);
        assertThat(RuleCase.audit(repair.configuration())).noneMatch(Finding::isRepairable);
        assertThat(repair.changes())
                .hasSameSizeAs(row.found().stream()
                        .filter(Finding::isRepairable)
                        .flatMap(finding -> finding.layers().stream())
                        .collect(Collectors.toSet()))
                .allSatisfy(change -> assertThat(change).startsWith("layer "));
    }

    @Test
    void neverTouchesTheGivenConfiguration() {
        MultiLayerConfiguration conf = decayedTwice();
        String before = conf.toJson();

        MultiLayerConfiguration repaired = RegularizationAudit.repair(conf).configuration();

        assertThat(conf.toJson()).isEqualTo(before);
        repaired.getConf(0).getLayer().setIDropout(new Dropout(0.5));
        assertThat(conf.toJson()).isEqualTo(before);
    }

    @Test
    void aCleanConfigurationStaysEqual() {
        MultiLayerConfiguration conf = Stacks.of(FLAT, dense().build(), output().build());

        Repair<MultiLayerConfiguration> repair = RegularizationAudit.repair(conf);

        assertThat(repair.changes()).isEmpty();
        assertThat(repair.configuration()).isEqualTo(conf).isNotSameAs(conf);
    }

    @Test
    void aRepairedDecayTrainsAsTheOneWrittenRight() {
        MultiLayerConfiguration right = Stacks.of(
                net -> net.seed(7),
                FLAT,
                dense().weightDecay(0.1).build(),
                output().weightDecay(0.1).build());

        INDArray wanted = trained(right);

        assertThat(trained(RegularizationAudit.repair(decayedTwice()).configuration()))
                .isEqualTo(wanted);
        assertThat(trained(decayedTwice())).isNotEqualTo(wanted);
    }

    private static MultiLayerConfiguration decayedTwice() {
        return Stacks.of(net -> net.seed(7).weightDecay(0.1), FLAT, dense().build(), output().build());
    }

    private static INDArray trained(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        DataSet data = new DataSet(
                Nd4j.createFromArray(new float[][] {{1, 2, 3}, {3, 2, 1}}),
                Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}}));
        for (int i = 0; i < 5; i++) {
            network.fit(data);
        }
        return network.params();
    }

    @Test
    void aRepairedSharedDropoutTrains() {
        Dropout one = new Dropout(0.5);
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()
                .list()
                .layer(dense().dropOut(one).build())
                .layer(output().dropOut(one).build())
                .setInputType(FLAT)
                .build();

        assertThat(trained(RegularizationAudit.repair(conf).configuration())
                        .isNaN()
                        .any())
                .isFalse();
    }
}
