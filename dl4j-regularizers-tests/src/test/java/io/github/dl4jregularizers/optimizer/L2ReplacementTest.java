package io.github.dl4jregularizers.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.audit.RegularizationAudit;
import io.github.dl4jregularizers.penalty.ElasticNet;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** DL4J's L2 and weight decay turned into decoupled decay. */
class L2ReplacementTest {

    private static final ConfigurationChange CHANGE = DecoupledWeightDecay.replacingL2();

    private static MultiLayerConfiguration conf(IUpdater updater, Consumer<NeuralNetConfiguration.Builder> settings) {
        NeuralNetConfiguration.Builder builder = new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(updater);
        settings.accept(builder);
        return builder.list()
                .layer(new DenseLayer.Builder()
                        .nOut(4)
                        .hasLayerNorm(true)
                        .name("dense")
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .name("out")
                        .build())
                .setInputType(InputType.feedForward(3))
                .build();
    }

    private static INDArray trained(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        Nd4j.getRandom().setSeed(1);
        DataSet data = new DataSet(Nd4j.rand(DataType.DOUBLE, 5, 3), Nd4j.ones(DataType.DOUBLE, 5, 2));
        for (int i = 0; i < 4; i++) {
            network.fit(data);
        }
        return network.params();
    }

    @Test
    void stepsOfPlainGradientDescentStay() {
        MultiLayerConfiguration conf =
                conf(new Sgd(0.1), builder -> builder.l2(0.05).l1(0.001));
        for (int layer = 0; layer < 2; layer++) {
            assertThat(conf.getConf(layer).getLayer().getRegularizationByParam("b"))
                    .isNullOrEmpty();
        }
        MultiLayerConfiguration withoutGain = CHANGE.applyTo(conf);
        assertThat(DecayReport.of(withoutGain))
                .extracting(Object::toString)
                .containsExactly(
                        "0_W (weight of layer dense): DecoupledWeightDecay(0.05 x learning rate, [W] without [g]),"
                                + " also L1Regularization(l1=FixedSchedule(value=0.001))",
                        "0_b (bias of layer dense): no decay",
                        "0_g (gain/shift of layer dense): no decay,"
                                + " also L1Regularization(l1=FixedSchedule(value=0.001))",
                        "1_W (weight of layer out): DecoupledWeightDecay(0.05 x learning rate),"
                                + " also L1Regularization(l1=FixedSchedule(value=0.001))",
                        "1_b (bias of layer out): no decay");
        MultiLayerConfiguration plain = new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1))
                .l2(0.05)
                .list()
                .layer(new DenseLayer.Builder().nOut(4).build())
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(3))
                .build();
        assertThat(trained(CHANGE.applyTo(plain)).distance2(trained(plain))).isLessThan(1e-14);
    }

    @Test
    void updatersStayAndDecayRegisteredTwiceCountsOnce() {
        MultiLayerConfiguration conf = CHANGE.applyTo(
                conf(new Adam(0.02), builder -> builder.weightDecay(0.3, false).weightDecayBias(0.3)));
        assertThat(DecayReport.of(conf))
                .allMatch(entry -> entry.updater().orElseThrow().equals(new Adam(0.02)));
        assertThat(Updates.shrinkingBy(0.3, network(conf), false)).containsExactly("0_W", "1_W");
        assertThat(CHANGE.applyTo(conf).toJson()).isEqualTo(conf.toJson());
        assertThat(MultiLayerConfiguration.fromJson(conf.toJson())).isEqualTo(conf);
    }

    private static MultiLayerNetwork network(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        return network;
    }

    @Test
    void graphsChangeTooAndTheArgumentStays() {
        ComputationGraphConfiguration conf = new NeuralNetConfiguration.Builder()
                .l2(0.1)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(3))
                .addLayer(
                        "out",
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "in")
                .setOutputs("out")
                .build();
        String before = conf.toJson();
        assertThat(DecayReport.of(CHANGE.applyTo(conf)).entries().get(0).toString())
                .isEqualTo("out_W (weight): DecoupledWeightDecay(0.1 x learning rate)");
        assertThat(conf.toJson()).isEqualTo(before);
    }

    @Test
    void twoSettingsOfOneLayerAreRefused() {
        MultiLayerConfiguration both = conf(new Sgd(0.1), builder -> {});
        ((BaseLayer) both.getConf(0).getLayer())
                .setRegularization(List.of(new L2Regularization(0.1), new WeightDecay(0.2, true)));
        assertThatThrownBy(() -> CHANGE.applyTo(both))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Layer dense: L2 and weight decay must be one setting per layer");
        MultiLayerConfiguration none = conf(new Sgd(0.1), builder -> {});
        assertThat(CHANGE.applyTo(none).toJson()).isEqualTo(none.toJson());
    }

    /** W has 3 * 8 weights and RW 2 * 8. */
    @Test
    void l2ThatAPenaltyLeftOnOneWeightIsFoundAndReplacedThere() {
        MultiLayerConfiguration conf = new ElasticNet(0.5, 0)
                .exclude((layer, parameter) -> parameter.equals("RW"))
                .applyTo(new NeuralNetConfiguration.Builder()
                        .updater(new Adam(0.1))
                        .l2(0.25)
                        .list(new LSTM.Builder().nIn(3).nOut(2).name("lstm").build())
                        .validateOutputLayerConfig(false)
                        .build());
        assertThat(RegularizationAudit.of(conf))
                .extracting(finding -> finding.rule())
                .contains("l2-with-adam");
        MultiLayerConfiguration changed = CHANGE.applyTo(conf);
        assertThat(RegularizationAudit.of(changed))
                .extracting(finding -> finding.rule())
                .doesNotContain("l2-with-adam");
        assertThat(DecayReport.of(changed))
                .extracting(Object::toString)
                .containsExactly(
                        "0_W (weight of layer lstm): no decay, also ElasticNet(l1 0.5, l2 0.0) of [W] without [RW]",
                        "0_RW (weight of layer lstm): DecoupledWeightDecay(0.25 x learning rate, [RW] without [W])",
                        "0_b (bias of layer lstm): no decay");
    }
}
