package io.github.dl4jregularizers.penalty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.audit.RegularizationAudit;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.optimizer.DecayReport;
import java.io.File;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Consistency of score and gradient of a penalty, and its persistence in a configuration. */
class PenaltyConfigurationTest {

    static Stream<WeightPenalty<?>> penalties() {
        return PenaltyPlacementTest.penalties();
    }

    static Stream<WeightPenalty<?>> penaltiesOfTheLoss() {
        return penalties().filter(penalty -> !penalty.isProximal());
    }

    private static DataSet data() {
        return new DataSet(
                Nd4j.createFromArray(new double[][] {{1, 0, 2}, {0, 1, 1}, {3, 1, 0}, {1, 1, 2}}),
                Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}, {1, 0}, {0, 1}}));
    }

    @ParameterizedTest
    @MethodSource("penaltiesOfTheLoss")
    void scoreAndGradientBelongTogether(WeightPenalty<?> penalty) {
        MultiLayerNetwork network = PenaltyPlacementTest.network(
                penalty.applyTo(PenaltyPlacementTest.classifier(PenaltyPlacementTest.base())));
        DataSet data = data();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        try {
            assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                            .net(network)
                            .epsilon(1e-6)
                            .maxRelError(1e-6)
                            .minAbsoluteError(1e-8)
                            .input(data.getFeatures())
                            .labels(data.getLabels())))
                    .isTrue();
        } finally {
            Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
        }
        assertThat(network.calcRegularizationScore(true)).isPositive();
    }

    @ParameterizedTest
    @MethodSource("penalties")
    void lastsThroughJsonSavingCloningAndTransferLearning(WeightPenalty<?> penalty, @TempDir Path directory)
            throws Exception {
        MultiLayerConfiguration conf = penalty.applyTo(
                AdamW.builder().build().applyTo(PenaltyPlacementTest.classifier(PenaltyPlacementTest.base())));
        assertThat(MultiLayerConfiguration.fromJson(conf.toJson())).isEqualTo(conf);
        assertThat(MultiLayerConfiguration.fromYaml(conf.toYaml())).isEqualTo(conf);
        assertThat(conf.clone()).isEqualTo(conf);
        MultiLayerNetwork network = PenaltyPlacementTest.network(conf);
        network.fit(data());
        File file = directory.resolve("network.zip").toFile();
        ModelSerializer.writeModel(network, file, true);
        assertThat(RegularizationAudit.of(file.toPath())).isEmpty();
        MultiLayerNetwork restored = MultiLayerNetwork.load(file, true);
        MultiLayerNetwork edited = new TransferLearning.Builder(network)
                .fineTuneConfiguration(
                        new FineTuneConfiguration.Builder().seed(9).build())
                .build();
        for (int i = 0; i < 3; i++) {
            network.fit(data());
            restored.fit(data());
        }
        assertThat(restored.params().toDoubleVector())
                .isEqualTo(network.params().toDoubleVector());
        assertThat(DecayReport.of(edited.getLayerWiseConfigurations()))
                .filteredOn(one -> !one.penalties().isEmpty())
                .extracting(one -> one.layerName() + " " + one.parameterName())
                .containsExactly("dense W", "out W");
    }
}
