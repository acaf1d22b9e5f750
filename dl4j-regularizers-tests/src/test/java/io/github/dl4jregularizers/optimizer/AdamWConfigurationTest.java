package io.github.dl4jregularizers.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** The settings of AdamW in a configuration, and their persistence. */
class AdamWConfigurationTest {

    private static final AdamW ADAMW =
            AdamW.builder().learningRate(0.1).weightDecay(0.5).build();
    private static final double SHARE = 0.05;

    private static NeuralNetConfiguration.Builder base() {
        return new NeuralNetConfiguration.Builder().seed(3).updater(new Sgd(0.1));
    }

    private static MultiLayerConfiguration configuration(NeuralNetConfiguration.Builder base) {
        return base.list()
                .layer(new DenseLayer.Builder()
                        .nOut(4)
                        .hasLayerNorm(true)
                        .name("dense")
                        .build())
                .layer(new BatchNormalization.Builder().name("norm").build())
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .name("out")
                        .build())
                .setInputType(InputType.feedForward(3))
                .build();
    }

    private static MultiLayerNetwork network(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        return network;
    }

    private static DataSet data() {
        return new DataSet(
                Nd4j.createFromArray(new float[][] {{1, 0, 2}, {0, 1, 1}, {3, 1, 0}, {1, 1, 2}}),
                Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}, {1, 0}, {0, 1}}));
    }

    private static List<String> described(MultiLayerConfiguration conf) {
        return DecayReport.of(conf).entries().stream()
                .map(DecayReport.Entry::toString)
                .collect(Collectors.toList());
    }

    @Test
    void theReportListsEveryParameter() {
        assertThat(described(ADAMW.applyTo(configuration(base().l1(0.01)))))
                .containsExactly(
                        "0_W (weight of layer dense): DecoupledWeightDecay(0.5 x learning rate, [W] without [g]),"
                                + " also L1Regularization(l1=FixedSchedule(value=0.01))",
                        "0_b (bias of layer dense): no decay",
                        "0_g (gain/shift of layer dense): no decay,"
                                + " also L1Regularization(l1=FixedSchedule(value=0.01))",
                        "1_gamma (gain/shift of layer norm): no decay",
                        "1_beta (gain/shift of layer norm): no decay",
                        "1_mean (statistic of layer norm): no decay, not trained",
                        "1_log10stdev (statistic of layer norm): no decay, not trained",
                        "2_W (weight of layer out): DecoupledWeightDecay(0.5 x learning rate),"
                                + " also L1Regularization(l1=FixedSchedule(value=0.01))",
                        "2_b (bias of layer out): no decay");
    }

    @Test
    void decayThatDl4jRegistersTwiceIsReportedAndReplacedByOne() {
        MultiLayerConfiguration conf = configuration(base().weightDecay(0.25).weightDecayBias(0.125));
        assertThat(described(conf))
                .contains("2_W (weight of layer out): WeightDecay(coeff=FixedSchedule(value=0.25), applyLR=true)"
                        + " + WeightDecay(coeff=FixedSchedule(value=0.25), applyLR=true),"
                        + " 2 decays that add up");
        assertThat(DecayReport.of(conf))
                .filteredOn(one -> one.role().equals("bias"))
                .isNotEmpty()
                .allMatch(one -> !one.decays().isEmpty());

        MultiLayerConfiguration changed = ADAMW.applyTo(conf);
        assertThat(DecayReport.of(changed))
                .allMatch(one -> one.decays().size() == (one.role().equals("weight") ? 1 : 0));
        assertThat(Updates.shrinkingBy(SHARE, network(changed), false)).containsExactly("0_W", "2_W");
    }

    @Test
    void applyingAgainChangesNothing() {
        MultiLayerConfiguration conf = ADAMW.applyTo(configuration(base()));
        String once = conf.toJson();
        assertThat(ADAMW.applyTo(conf).toJson()).isEqualTo(once);
        MultiLayerConfiguration other = AdamW.builder().build().applyTo(conf);
        assertThat(other.toJson()).isNotEqualTo(once);
        assertThat(ADAMW.applyTo(other).toJson()).isEqualTo(once);
    }

    @Test
    void parametersOfOneUpdaterAreUpdatedInOneOperation() {
        assertThat(Updates.updater(network(ADAMW.applyTo(configuration(base()))))
                        .getUpdaterBlocks())
                .hasSameSizeAs(Updates.updater(network(configuration(base().updater(new Adam(0.1)))))
                        .getUpdaterBlocks());
    }

    @Test
    void survivesJsonAndModelSerializer(@TempDir Path directory) throws Exception {
        AdamW scheduled = AdamW.builder()
                .learningRate(new StepSchedule(ScheduleType.ITERATION, 0.1, 0.5, 2))
                .weightDecay(new StepSchedule(ScheduleType.ITERATION, 0.3, 0.5, 3))
                .timesLearningRate(false)
                .beta1(0.8)
                .beta2(0.9)
                .epsilon(1e-3)
                .build();
        MultiLayerConfiguration conf = scheduled.applyTo(configuration(base()));
        assertThat(MultiLayerConfiguration.fromJson(conf.toJson())).isEqualTo(conf);
        assertThat(MultiLayerConfiguration.fromYaml(conf.toYaml())).isEqualTo(conf);

        MultiLayerNetwork network = network(conf);
        for (int i = 0; i < 3; i++) {
            network.fit(data());
        }
        File file = directory.resolve("network.zip").toFile();
        ModelSerializer.writeModel(network, file, true);
        MultiLayerNetwork restored = MultiLayerNetwork.load(file, true);
        for (int i = 0; i < 3; i++) {
            network.fit(data());
            restored.fit(data());
        }
        assertThat(restored.params()).isEqualTo(network.params());
        assertThat(restored.getUpdater().getStateViewArray())
                .isEqualTo(network.getUpdater().getStateViewArray());
    }

    @Test
    void aFineTuneConfigurationWithRegularizationReplacesTheDecayUntilItIsAppliedAgain() {
        MultiLayerNetwork network = network(ADAMW.applyTo(configuration(base())));
        MultiLayerConfiguration edited = new TransferLearning.Builder(network)
                .fineTuneConfiguration(
                        new FineTuneConfiguration.Builder().l1(0.01).build())
                .removeOutputLayer()
                .addLayer(new DenseLayer.Builder().nIn(4).nOut(3).name("new").build())
                .build()
                .getLayerWiseConfigurations();
        assertThat(DecayReport.of(edited)).allMatch(one -> one.decays().isEmpty());
        assertThat(DecayReport.of(ADAMW.applyTo(edited)))
                .filteredOn(one -> one.decays().size() == 1)
                .extracting(one -> one.layerName() + " " + one.parameterName())
                .containsExactly("dense W", "new W");
    }

    @Test
    void aFineTuneConfigurationWithoutRegularizationKeepsTheDecay() {
        MultiLayerNetwork network = network(ADAMW.applyTo(configuration(base())));
        MultiLayerNetwork edited = new TransferLearning.Builder(network)
                .fineTuneConfiguration(
                        new FineTuneConfiguration.Builder().seed(5).build())
                .setFeatureExtractor(0)
                .build();
        assertThat(Updates.shrinkingBy(SHARE, edited, false)).containsExactly("2_W");
        MultiLayerNetwork thawed = new TransferLearning.Builder(network)
                .fineTuneConfiguration(
                        new FineTuneConfiguration.Builder().seed(5).build())
                .build();
        assertThat(Updates.shrinkingBy(SHARE, thawed, false)).containsExactly("0_W", "2_W");
    }

    @Test
    void aLayerResizedAfterwardsIsNotDecayedByGuess() {
        MultiLayerNetwork network = network(ADAMW.applyTo(base().list()
                .layer(new DenseLayer.Builder().nOut(4).hasLayerNorm(true).build())
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(3))
                .build()));
        MultiLayerNetwork wider = new TransferLearning.Builder(network)
                .nOutReplace(0, 5, WeightInit.XAVIER)
                .build();
        assertThatThrownBy(() -> Updates.ofZeroGradients(wider, false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("length 15")
                .hasMessageContaining("applyTo");
    }

    @Test
    void theDecayFollowsALearningRateSetOnTheNetwork() {
        MultiLayerNetwork network = network(ADAMW.applyTo(configuration(base())));
        network.setLearningRate(0.02);
        assertThat(Updates.shrinkingBy(0.01, network, false)).containsExactly("0_W", "2_W");
    }

    @Test
    void layersOfUnknownSizeAreNamed() {
        MultiLayerConfiguration conf = base().list()
                .layer(new DenseLayer.Builder().nOut(4).name("first").build())
                .validateOutputLayerConfig(false)
                .build();
        assertThatThrownBy(() -> ADAMW.applyTo(conf))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sizes of layer first must be known");
    }

    @Test
    void theDecayCanBeUsedByItselfInALayer() {
        MultiLayerConfiguration conf = base().list()
                .layer(new DenseLayer.Builder()
                        .nOut(4)
                        .regularization(List.of(new DecoupledWeightDecay(0.5)))
                        .build())
                .validateOutputLayerConfig(false)
                .setInputType(InputType.feedForward(3))
                .build();
        assertThat(Updates.shrinkingBy(SHARE, network(conf), false)).containsExactly("0_W");
        assertThat(network(conf).calcRegularizationScore(true)).isZero();
    }

    @Test
    void badArgumentsAreNamed() {
        assertBad("learningRate", AdamW.builder().learningRate(-1));
        assertBad("learningRate", AdamW.builder().learningRate(Double.NaN));
        assertBad("weightDecay", AdamW.builder().weightDecay(-0.1));
        assertBad("weightDecay", AdamW.builder().weightDecay(Double.POSITIVE_INFINITY));
        assertBad("beta1", AdamW.builder().beta1(1));
        assertBad("beta2", AdamW.builder().beta2(-0.1));
        assertBad("epsilon", AdamW.builder().epsilon(0));
        assertThatThrownBy(() -> AdamW.builder().exclude(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exclusion must be given");
        assertThatThrownBy(() -> ADAMW.applyTo((MultiLayerConfiguration) null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("conf must be given");
        AdamW growing = AdamW.builder()
                .learningRate(new StepSchedule(ScheduleType.ITERATION, -0.1, 1, 10))
                .build();
        assertThatThrownBy(() -> Updates.ofZeroGradients(network(growing.applyTo(configuration(base()))), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("learning rate at iteration 0 must be finite and >= 0, but was -0.1");
    }

    private static void assertBad(String name, AdamW.Builder builder) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + " must be");
    }
}
