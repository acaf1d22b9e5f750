package io.github.dl4jregularizers.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.schedule.CosineSchedule;
import io.github.dl4jregularizers.schedule.LinearWarmup;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Learning rates per layer under AdamW and SgdW. */
class LayerRatesTest {

    private static final AdamW ADAMW =
            AdamW.builder().learningRate(0.01).weightDecay(0.5).build();

    private static DenseLayer.Builder dense(String name) {
        return new DenseLayer.Builder().nOut(4).name(name);
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder()
                .nOut(2)
                .activation(Activation.SOFTMAX)
                .name("out")
                .build();
    }

    private static NeuralNetConfiguration.Builder base(IUpdater updater) {
        return new NeuralNetConfiguration.Builder().seed(1).updater(updater);
    }

    /** Two layers at the global rate, one at its own, and one that is held still. */
    private static MultiLayerConfiguration mixed(IUpdater global, IUpdater own, IUpdater still) {
        return base(global)
                .list()
                .layer(dense("own").updater(own).build())
                .layer(dense("still").updater(still).weightDecay(0.1).build())
                .layer(dense("usual").build())
                .layer(output())
                .setInputType(InputType.feedForward(3))
                .build();
    }

    private static double rate(MultiLayerConfiguration conf, int layer, String parameter, int iteration) {
        return conf.getConf(layer).getLayer().getUpdaterByParam(parameter).getLearningRate(iteration, 0);
    }

    @Test
    void ratesOfSingleLayersBecomeFactors() {
        MultiLayerConfiguration conf = ADAMW.applyTo(mixed(new Sgd(0.2), new Adam(0.05), new Sgd(0)));
        assertThat(rate(conf, 0, "W", 0)).isCloseTo(0.0025, within(1e-15));
        assertThat(rate(conf, 2, "W", 0)).isEqualTo(0.01);
        assertThat(rate(conf, 3, "b", 0)).isEqualTo(0.01);
        assertThat(ADAMW.applyTo(conf).toJson()).isEqualTo(conf.toJson());
    }

    @Test
    void layersWithRateZeroStayStillAndDoNotDecay() {
        for (IUpdater still : List.of(new Sgd(0), new Adam(0), new Nesterovs(0, 0.9))) {
            MultiLayerConfiguration conf = ADAMW.applyTo(mixed(new Sgd(0.2), new Sgd(0.2), still));
            assertThat(conf.getConf(1).getLayer().getUpdaterByParam("W")).isEqualTo(still);
            assertThat(DecayReport.of(conf))
                    .filteredOn(entry -> !entry.decays().isEmpty())
                    .extracting(DecayReport.Entry::name)
                    .containsExactly("0_W", "2_W", "3_W");
            MultiLayerNetwork network = new MultiLayerNetwork(conf);
            network.init();
            INDArray before = network.paramTable().get("1_W").dup();
            INDArray bias = network.paramTable().get("1_b").dup();
            INDArray moving = network.paramTable().get("2_W").dup();
            for (int i = 0; i < 3; i++) {
                network.fit(new DataSet(Nd4j.rand(5, 3), Nd4j.ones(5, 2).divi(2)));
            }
            assertThat(network.paramTable().get("1_W")).isEqualTo(before);
            assertThat(network.paramTable().get("1_b")).isEqualTo(bias);
            assertThat(network.paramTable().get("2_W")).isNotEqualTo(moving);
        }
    }

    @Test
    void theReportNamesReplacedSettings() {
        MultiLayerConfiguration before = mixed(new Sgd(0.2), new NoOp(), new Sgd(0));
        MultiLayerConfiguration after = ADAMW.applyTo(before);
        List<String> changes = DecayReport.of(after).changesSince(DecayReport.of(before));
        assertThat(changes).hasSize(7); // both parameters of three layers, and the decay of the layer that is still
        assertThat(changes.get(0)).startsWith("0_W: NoOp(), no decay -> BiasCorrectedAdam(learningRate=0.01");
        assertThat(changes)
                .contains("1_W: Sgd(learningRate=0.0, learningRateSchedule=null),"
                        + " WeightDecay(coeff=FixedSchedule(value=0.1), applyLR=true)"
                        + " -> Sgd(learningRate=0.0, learningRateSchedule=null), no decay");
        MultiLayerConfiguration other = base(new Sgd(1))
                .list()
                .layer(output())
                .setInputType(InputType.feedForward(3))
                .build();
        assertThatThrownBy(() -> DecayReport.of(after).changesSince(DecayReport.of(other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("before must be a report on the parameters [0_W");
    }

    @Test
    void ratesOfBiasesBecomeFactors() {
        MultiLayerConfiguration conf = SgdW.builder()
                .learningRate(0.1)
                .momentum(0)
                .build()
                .applyTo(base(new Sgd(0.5))
                        .biasUpdater(new Sgd(1))
                        .list()
                        .layer(dense("first").biasUpdater(new Sgd(0)).build())
                        .layer(output())
                        .setInputType(InputType.feedForward(3))
                        .build());
        assertThat(rate(conf, 0, "b", 0)).isZero();
        assertThat(rate(conf, 0, "W", 0)).isEqualTo(0.1);
        assertThat(rate(conf, 1, "b", 0)).isCloseTo(0.2, within(1e-15));
    }

    /** The rate of the warm-up is compared at several times: at iteration 0 a schedule may start with 0. */
    @Test
    void schedulesKeepTheirRatios() {
        ISchedule whole = new StepSchedule(ScheduleType.ITERATION, 0.4, 0.5, 100);
        ISchedule half = new StepSchedule(ScheduleType.ITERATION, 0.1, 0.5, 100);
        ISchedule target =
                new LinearWarmup(ScheduleType.ITERATION, 3, new CosineSchedule(ScheduleType.ITERATION, 0.01, 1000));
        AdamW adamW = AdamW.builder().learningRate(target).build();
        MultiLayerConfiguration conf = adamW.applyTo(mixed(new Sgd(whole), new Adam(half), new Sgd(0)));
        for (int iteration : new int[] {0, 2, 50, 900}) {
            double expected = target.valueAt(iteration, 0);
            assertThat(rate(conf, 2, "W", iteration)).isEqualTo(expected);
            assertThat(rate(conf, 0, "W", iteration)).isCloseTo(expected / 4, within(1e-15));
        }
        assertThat(MultiLayerConfiguration.fromJson(conf.toJson())).isEqualTo(conf);
        assertThat(adamW.applyTo(conf).toJson()).isEqualTo(conf.toJson());
    }

    @Test
    void ratesThatAreNoMultiplesAreRefusedUnlessSet() {
        ISchedule other = new StepSchedule(ScheduleType.ITERATION, 0.1, 0.9, 7);
        MultiLayerConfiguration conf = mixed(new Sgd(0.2), new Sgd(other), new Sgd(0));
        assertThatThrownBy(() -> ADAMW.applyTo(conf))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("learning rate of layer own must be a multiple of the rate");
        AdamW set = AdamW.builder()
                .learningRate(0.01)
                .learningRateFactor(layer -> layer.equals("own"), 0.5)
                .build();
        assertThat(rate(set.applyTo(conf), 0, "W", 0)).isEqualTo(0.005);
    }

    @Test
    void groupsHaveTheirOwnRateAndDecay() {
        AdamW grouped = AdamW.builder()
                .learningRate(0.01)
                .weightDecay(0.5)
                .learningRateFactor(layer -> layer.equals("own"), 2)
                .learningRateFactor(layer -> layer.equals("own") || layer.equals("usual"), 3)
                .learningRateFactor(layer -> layer.equals("out"), 0)
                .weightDecayFactor(layer -> layer.equals("own"), 0.1)
                .weightDecayFactor(layer -> layer.equals("usual"), 0)
                .build();
        MultiLayerConfiguration conf = grouped.applyTo(mixed(new Sgd(0.2), new Sgd(0.1), new Sgd(0)));
        assertThat(rate(conf, 0, "W", 0)).isCloseTo(0.06, within(1e-15));
        assertThat(rate(conf, 2, "b", 0)).isCloseTo(0.03, within(1e-15));
        assertThat(rate(conf, 3, "W", 0)).isZero();
        assertThat(DecayReport.of(conf))
                .filteredOn(entry -> !entry.decays().isEmpty())
                .extracting(Object::toString)
                .containsExactly("0_W (weight of layer own): DecoupledWeightDecay(0.05 x learning rate)");
        assertThat(Updates.shrinkingBy(0.06 * 0.05, network(conf), false)).containsExactly("0_W");
        assertThat(grouped.applyTo(conf).toJson()).isEqualTo(conf.toJson());
    }

    private static MultiLayerNetwork network(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        return network;
    }

    @Test
    void ratesFallWithTheDistanceFromTheOutput() {
        AdamW layerwise = AdamW.builder().learningRate(0.01).layerwiseDecay(0.5).build();
        MultiLayerConfiguration conf = layerwise.applyTo(base(new Sgd(0.1))
                .list()
                .layer(dense("a").build())
                .layer(new BatchNormalization())
                .layer(dense("b").build())
                .layer(output())
                .setInputType(InputType.feedForward(3))
                .build());
        assertThat(rate(conf, 0, "W", 0)).isEqualTo(0.0025);
        assertThat(rate(conf, 1, "gamma", 0)).isEqualTo(0.0025);
        assertThat(rate(conf, 2, "W", 0)).isEqualTo(0.005);
        assertThat(rate(conf, 3, "W", 0)).isEqualTo(0.01);
        assertThat(layerwise.applyTo(conf).toJson()).isEqualTo(conf.toJson());
    }

    @Test
    void inAGraphTheLongestPathCounts() {
        ComputationGraphConfiguration conf = AdamW.builder()
                .learningRate(0.01)
                .layerwiseDecay(0.5)
                .build()
                .applyTo(base(new Sgd(0.1))
                        .graphBuilder()
                        .addInputs("in")
                        .setInputTypes(InputType.feedForward(4))
                        .addLayer("a", dense(null).build(), "in")
                        .addLayer("long", dense(null).build(), "a")
                        .addLayer("norm", new BatchNormalization(), "long")
                        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "norm")
                        .addLayer("out", output(), "sum")
                        .setOutputs("out")
                        .build());
        assertThat(DecayReport.of(conf))
                .filteredOn(entry -> entry.parameterName().matches("W|gamma"))
                .extracting(entry ->
                        entry.name() + " " + entry.updater().orElseThrow().getLearningRate(0, 0))
                .containsExactlyInAnyOrder("a_W 0.0025", "long_W 0.005", "norm_gamma 0.005", "out_W 0.01");
    }

    @Test
    void badArgumentsAreNamed() {
        assertThatThrownBy(() -> AdamW.builder().layerwiseDecay(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("layerwiseDecay must be");
        assertThatThrownBy(() -> AdamW.builder().layerwiseDecay(1.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layerwiseDecay must be in [0.0, 1.0], but was 1.1");
        assertThatThrownBy(() -> AdamW.builder().learningRateFactor(layer -> true, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("learningRateFactor must be finite and >= 0");
        assertThatThrownBy(() -> AdamW.builder().weightDecayFactor(null, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layers must be given, but was null");
    }
}
