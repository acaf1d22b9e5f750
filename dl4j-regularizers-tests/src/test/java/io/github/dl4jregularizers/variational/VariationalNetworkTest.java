package io.github.dl4jregularizers.variational;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.optimizer.DecayReport;
import java.util.stream.Collectors;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Variational layers in whole networks: the objective, pruning and reports. */
class VariationalNetworkTest {

    private static final KlWeight KL = KlWeight.forTrainingExamples(9);

    private static VariationalDense.Builder dense() {
        return new VariationalDense.Builder()
                .nIn(3)
                .nOut(4)
                .activation(Activation.TANH)
                .initialLogVariance(-1)
                .klWeight(KL);
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(4)
                .nOut(2)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static NeuralNetConfiguration.Builder builder() {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.DOUBLE)
                .updater(new NoOp());
    }

    private static MultiLayerNetwork network(NeuralNetConfiguration.Builder builder, Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(
                builder.list(layers).setInputType(InputType.feedForward(3)).build());
        network.init();
        return network;
    }

    private static INDArray features(int examples) {
        return Nd4j.linspace(DataType.DOUBLE, -1, 0.13, 3L * examples).reshape(examples, 3);
    }

    private static INDArray labels() {
        return Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}, {0, 1}, {1, 0}, {1, 0}});
    }

    /** The gradient is that of the score, at every point of the warm-up. */
    @ParameterizedTest(name = "iteration {0}, minibatch {1}, penalties {2}")
    @CsvSource({"0, true, false", "3, true, true", "12, true, true", "12, false, true"})
    void gradientsAreThoseOfTheScore(int iteration, boolean minibatch, boolean penalties) {
        KlWeight weight = KL.beta(new ExponentialSchedule(ScheduleType.ITERATION, 2, 0.95))
                .warmUp(10);
        NeuralNetConfiguration.Builder builder = builder().miniBatch(minibatch);
        VariationalDense.Builder second = dense().nIn(4).klWeight(weight);
        if (penalties) {
            builder.l2(0.1).l1(0.05);
            second.dropOut(new GaussianDropout(DropRate.of(0.3)));
        }
        MultiLayerNetwork network = network(builder, dense().klWeight(weight).build(), second.build(), output());
        network.setIterationCount(iteration);
        INDArray weights = network.getParam("0_W");
        weights.putScalar(0, 0, 1e-5);
        weights.putScalar(1, 0, 40);
        network.getParam("0_logVariance").putScalar(1, 0, -8);
        assertThat(network.calcRegularizationScore(true) > 0).isEqualTo(iteration > 0 || penalties);

        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        try {
            assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                            .net(network)
                            .input(features(5))
                            .labels(labels())
                            .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)
                            .callEachIter(ignored -> Nd4j.getRandom().setSeed(7))))
                    .isTrue();
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    @Test
    void theWarmUpIsLinear() {
        KlWeight weight = KlWeight.forTrainingExamples(50).beta(2).warmUp(4);
        assertThat(weight.at(0, 0)).isZero();
        assertThat(weight.at(1, 0)).isCloseTo(0.01, within(1e-15));
        assertThat(weight.at(4, 0)).isCloseTo(0.04, within(1e-15));
        assertThat(weight.at(1000, 9)).isCloseTo(0.04, within(1e-15));
        KlWeight falling = KL.beta(new ExponentialSchedule(ScheduleType.ITERATION, -1, 0.5));
        assertThatThrownBy(() -> falling.at(3, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("beta at iteration 3");
    }

    @Test
    void prunedWeightsDoNotAct() {
        MultiLayerNetwork network = network(builder(), dense().build(), output());
        INDArray weights = network.getParam("0_W");
        weights.assign(1);
        INDArray logVariance = network.getParam("0_logVariance");
        logVariance.assign(2.9);
        logVariance.getRow(0).assign(3.1);
        INDArray before = network.output(features(2)).dup();
        weights.getRow(0).assign(-0.9);
        assertThat(network.output(features(2))).isEqualTo(before);
        weights.getRow(1).assign(0.97);
        assertThat(network.output(features(2))).isNotEqualTo(before);

        assertThat(Sparsity.of(network).shareByLayer())
                .containsEntry("layer0", 1.0 / 3)
                .hasSize(1);
        assertThat(Sparsity.of(network)).hasToString("4 of 12 weights pruned (33.3 %)");
        assertThat(Sparsity.of(network.toComputationGraph()).pruned()).isEqualTo(4);
        MultiLayerNetwork frozen =
                new TransferLearning.Builder(network).setFeatureExtractor(0).build();
        assertThat(Sparsity.of(frozen).share()).isEqualTo(1.0 / 3);
        assertThat(Sparsity.of(network(builder(), output().clone())).share()).isZero();
    }

    @Test
    void atTheHighestThresholdNothingIsPruned() {
        MultiLayerNetwork network =
                network(builder(), dense().pruningThreshold(10).build(), output());
        network.getParam("0_logVariance").assign(20);
        assertThat(Sparsity.of(network).pruned()).isZero();
        assertThat(Sparsity.of(network).prunable()).isEqualTo(12);
    }

    /** After a pass without noise, backpropagation is that of the pruned layer. */
    @Test
    void inferenceHasGradientsToo() {
        MultiLayerNetwork network = network(
                builder(),
                dense().activation(Activation.IDENTITY)
                        .initialLogVariance(-20)
                        .klWeight(KL.beta(0))
                        .build(),
                output());
        network.initGradientsView();
        network.getParam("0_logVariance").getRow(0).assign(9);
        org.deeplearning4j.nn.api.Layer layer = network.getLayer(0);
        LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
        layer.activate(features(2), true, workspaces);
        layer.activate(features(2), false, workspaces);
        INDArray delta = features(8).reshape('c', 6, 4).getRows(0, 1);
        INDArray kept = network.getParam("0_W").dup();
        kept.getRow(0).assign(0);
        Pair<Gradient, INDArray> gradients = layer.backpropGradient(delta, workspaces);
        assertThat(gradients.getSecond()).isEqualTo(delta.mmul(kept.transpose()));
        INDArray expected = features(2).transpose().mmul(delta);
        expected.getRow(0).assign(0);
        assertThat(gradients.getFirst().getGradientFor("W")).isEqualTo(expected);
        INDArray byLogVariance = gradients.getFirst().getGradientFor("logVariance");
        assertWithin("gradient of the variances", 0, byLogVariance, byLogVariance.like());
    }

    @Test
    void outputsHaveTheStatedMoments() {
        int samples = 40_000;
        MultiLayerNetwork network =
                network(builder(), dense().activation(Activation.IDENTITY).build(), output());
        INDArray x = Nd4j.createFromArray(new double[][] {{0.5, -1, 2}});
        Nd4j.getRandom().setSeed(3);
        INDArray y = network.getLayer(0).activate(x.repeat(0, samples), true, LayerWorkspaceMgr.noWorkspaces());
        INDArray mean = x.mmul(network.getParam("0_W")).addRowVector(network.getParam("0_b"));
        double variance = (0.25 + 1 + 4) * Math.exp(-1);
        for (int unit = 0; unit < 4; unit++) {
            INDArray column = y.getColumn(unit);
            double sixErrors = 6 * Math.sqrt(variance / samples);
            assertThat(column.meanNumber().doubleValue()).isCloseTo(mean.getDouble(unit), within(sixErrors));
            double relative = 6 * Math.sqrt(2.0 / samples);
            assertThat(column.varNumber().doubleValue()).isCloseTo(variance, within(variance * relative));
        }
    }

    @Test
    void nothingDecaysTheVariance() {
        MultiLayerConfiguration conf = AdamW.builder()
                .learningRate(0.01)
                .weightDecay(0.1)
                .build()
                .applyTo(network(builder().updater(new Adam(0.1)), dense().build(), output())
                        .getLayerWiseConfigurations());
        assertThat(DecayReport.of(conf).entries().stream()
                        .filter(parameter -> !parameter.decays().isEmpty())
                        .map(DecayReport.Entry::parameterName)
                        .collect(Collectors.toList()))
                .containsExactly("W", "W");
        assertThat(DecayReport.of(conf))
                .filteredOn(parameter -> parameter.parameterName().equals("logVariance"))
                .extracting(DecayReport.Entry::role)
                .containsExactly("other");
    }

    @Test
    void sequencesAndOtherWeightNoiseAreRefused() {
        assertThatThrownBy(() -> builder()
                        .list(
                                new LSTM.Builder().nIn(3).nOut(4).build(),
                                dense().nIn(4).name("noisy").build(),
                                new RnnOutputLayer.Builder(LossFunction.MSE)
                                        .nIn(4)
                                        .nOut(2)
                                        .build())
                        .setInputType(InputType.recurrent(3))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("noisy")
                .hasMessageContaining("would count as examples");
        assertThatThrownBy(() -> network(
                        builder().weightNoise(new DropConnect(0.5)),
                        dense().name("noisy").build(),
                        output()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weight noise of layer \"noisy\"");
    }
}
