package io.github.dl4jregularizers.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.optimizer.DecayReport;
import io.github.dl4jregularizers.residual.ResidualBlock;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** The distribution of the gates, their training and their counts; the contract and PyTorch have the rest. */
class L0GatesTest {

    private static final double TEMPERATURE = 0.5;
    private static final double GAMMA = -0.15;
    private static final double ZETA = 1.2;

    /** Two-sided: 6e-7 false failures per comparison; the seed is fixed. */
    private static final double STANDARD_ERRORS = 5;

    private static L0Gates.Builder gates() {
        return new L0Gates.Builder().lambda(0.02);
    }

    private static MultiLayerNetwork network(InputType type, Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.DOUBLE)
                .updater(new Adam(0.05))
                .list(layers)
                .setInputType(type)
                .build());
        network.init();
        return network;
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MSE)
                .nOut(1)
                .activation(Activation.IDENTITY)
                .build();
    }

    @ParameterizedTest(name = "log alpha {0}")
    @ValueSource(doubles = {-2.5, -0.3, 0.8, 3})
    void drawnGatesAreHardConcrete(double logAlpha) {
        int draws = 40_000;
        MultiLayerNetwork network = network(
                InputType.feedForward(draws),
                gates().temperature(TEMPERATURE).stretch(GAMMA, ZETA).build());
        network.getParam("0_logAlpha").assign(logAlpha);
        Nd4j.getRandom().setSeed(12);
        INDArray z = network.getLayer(0)
                .activate(Nd4j.ones(DataType.DOUBLE, 1, draws), true, LayerWorkspaceMgr.noWorkspaces());
        assertThat(z.minNumber().doubleValue()).isZero();
        assertThat(z.maxNumber().doubleValue()).isOne();
        DoubleUnaryOperator above = t -> sigmoid(logAlpha - TEMPERATURE * Math.log((t - GAMMA) / (ZETA - t)));
        assertMean("P(z > 0)", z.gt(0).castTo(DataType.DOUBLE), above.applyAsDouble(0));
        assertMean("P(z = 1)", z.gte(1).castTo(DataType.DOUBLE), above.applyAsDouble(1));
        // E[z] is the integral of P(z > t) over [0, 1], here by Simpson's rule
        int steps = 1000;
        double integral = above.applyAsDouble(0) + above.applyAsDouble(1);
        for (int i = 1; i < steps; i++) {
            integral += (i % 2 == 1 ? 4 : 2) * above.applyAsDouble((double) i / steps);
        }
        assertMean("E[z]", z, integral / (3 * steps));
        assertThat(network.calcRegularizationScore(true))
                .isCloseTo(0.02 * draws * above.applyAsDouble(0), within(1e-9));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static void assertMean(String what, INDArray independent, double expected) {
        double standardError = independent.stdNumber().doubleValue() / Math.sqrt(independent.length());
        assertThat(independent.meanNumber().doubleValue())
                .as(what)
                .isCloseTo(expected, within(STANDARD_ERRORS * standardError));
    }

    @ParameterizedTest(name = "per example: {0}")
    @ValueSource(booleans = {false, true})
    void examplesHaveSeparateGatesOnRequest(boolean perExample) {
        MultiLayerNetwork network = network(
                InputType.recurrent(30, 4), gates().gatesPerExample(perExample).build());
        INDArray z = network.getLayer(0)
                .activate(Nd4j.ones(DataType.DOUBLE, 2, 30, 4), true, LayerWorkspaceMgr.noWorkspaces());
        assertThat(z.slice(0).equals(z.slice(1))).isEqualTo(!perExample);
        for (int step = 1; step < 4; step++) {
            assertThat(z.slice(step, 2)).isEqualTo(z.slice(0, 2));
        }
    }

    @ParameterizedTest(name = "from {0}")
    @CsvSource({"0.5, 0", "0.9, 2.1972245773362196", "0.01, -4.59511985013459"})
    void gatesStartAtTheInitialProbability(double retainProbability, double logAlpha) {
        MultiLayerNetwork network = network(
                InputType.feedForward(3),
                gates().initialRetainProbability(retainProbability).build());
        assertThat(network.getParam("0_logAlpha").toDoubleVector())
                .containsExactly(new double[] {logAlpha, logAlpha, logAlpha}, within(1e-12));
    }

    /** Labels depend on features 0 and 2 of six. */
    @ParameterizedTest(name = "seed {0}, per example: {1}")
    @CsvSource({"1, false", "2, false", "3, true", "4, true"})
    void theGatesOfUselessInputsClose(long seed, boolean perExample) {
        MultiLayerNetwork network = network(
                InputType.feedForward(6),
                gates().lambda(0.2).gatesPerExample(perExample).build(),
                output());
        Nd4j.getRandom().setSeed(seed);
        INDArray features = Nd4j.randn(DataType.DOUBLE, 64, 6);
        INDArray labels = features.getColumn(0, true)
                .mul(2)
                .subi(features.getColumn(2, true).mul(1.5));
        for (int step = 0; step < 300; step++) {
            network.fit(new DataSet(features, labels));
        }
        INDArray gates = ((L0Gates) network.getLayer(0).conf().getLayer()).gates(network.getParam("0_logAlpha"));
        assertThat(gates.toDoubleVector()).satisfies(values -> {
            for (int feature = 0; feature < values.length; feature++) {
                if (feature == 0 || feature == 2) {
                    assertThat(values[feature]).isGreaterThan(0.5);
                } else {
                    assertThat(values[feature]).isZero();
                }
            }
        });
        assertThat(Sparsity.of(network)).hasToString("4 of 6 gates pruned (66.7 %)");
        INDArray expected = network.output(features).dup();
        features.getColumn(1).addi(100);
        assertThat(network.output(features)).isEqualTo(expected);
    }

    @Test
    void logAlphaStaysWhereAGateCanOpenAgain() {
        MultiLayerNetwork network = network(InputType.feedForward(3), gates().build(), output());
        network.getParam("0_logAlpha").assign(Nd4j.createFromArray(-9.0, 1, 9));
        network.fit(new DataSet(Nd4j.zeros(DataType.DOUBLE, 2, 3), Nd4j.zeros(DataType.DOUBLE, 2, 1)));
        double[] logAlpha = network.getParam("0_logAlpha").toDoubleVector();
        assertThat(logAlpha[0]).isEqualTo(-Math.log(100));
        assertThat(logAlpha[1]).isBetween(0.9, 1.0);
        assertThat(logAlpha[2]).isEqualTo(Math.log(100));
    }

    @ParameterizedTest(name = "gamma {0}, zeta {1}")
    @CsvSource({"-1, 1.05", "-1, 2", "-0.05, 1.05", "-0.05, 2"})
    void gatesCanCloseAndOpenUnderEveryStretch(double gamma, double zeta) {
        L0Gates gates = gates().stretch(gamma, zeta).build();
        assertThat(gates.gates(Nd4j.createFromArray(-Math.log(100), 0, Math.log(100)))
                        .toDoubleVector())
                .containsExactly(new double[] {0, Math.max(0, (zeta + gamma) / 2), 1}, within(1e-15));
    }

    @Test
    void gatesAreCountedWhereverTheyAre() {
        MultiLayerNetwork network = network(
                InputType.feedForward(4),
                gates().build(),
                new ResidualBlock.Builder().body(gates().build()).build(),
                new VariationalDense.Builder()
                        .klWeight(KlWeight.forTrainingExamples(9))
                        .nOut(3)
                        .activation(Activation.TANH)
                        .build(),
                output());
        network.getParam("0_logAlpha").assign(Nd4j.createFromArray(-2.4, -2.39, 0, 5));
        network.getParam("1_body0.logAlpha").assign(-3);
        assertThat(Sparsity.of(network)).hasToString("5 of 20 weights and gates pruned (25.0 %)");
        assertThat(Sparsity.of(network).shareByLayer())
                .containsEntry("layer0", 0.25)
                .containsEntry("layer2", 0.0)
                .hasSize(3)
                .containsValue(1.0);
        assertThat(Sparsity.of(network.toComputationGraph()).pruned()).isEqualTo(5);
        MultiLayerNetwork frozen =
                new TransferLearning.Builder(network).setFeatureExtractor(1).build();
        assertThat(Sparsity.of(frozen).pruned()).isEqualTo(5);
    }

    @Test
    void nothingDecaysTheGates() {
        MultiLayerNetwork network = network(InputType.feedForward(3), gates().build(), output());
        MultiLayerConfiguration conf = AdamW.builder()
                .learningRate(0.01)
                .weightDecay(0.1)
                .build()
                .applyTo(network.getLayerWiseConfigurations());
        assertThat(DecayReport.of(conf).entries().stream()
                        .filter(parameter -> !parameter.decays().isEmpty())
                        .map(DecayReport.Entry::parameterName)
                        .collect(Collectors.toList()))
                .containsExactly("W");
        MultiLayerNetwork penalized = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .l1(0.1)
                .l2(0.1)
                .list(gates().lambda(0).nIn(3).build())
                .build());
        penalized.init();
        penalized.getParam("0_logAlpha").assign(2);
        assertThat(penalized.calcRegularizationScore(true)).isZero();
    }

    @Test
    void lambdaFollowsItsSchedule() {
        L0Gates falling = gates().lambda(new ExponentialSchedule(ScheduleType.ITERATION, 1, 0.5))
                .groupSize(7)
                .build();
        assertThat(falling.price(2, 0)).isEqualTo(7 * 0.25);
        L0Gates negative = gates().lambda(new ExponentialSchedule(ScheduleType.ITERATION, -1, 0.5))
                .build();
        assertThatThrownBy(() -> negative.price(3, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lambda at iteration 3");
    }

    @Test
    void timeStepsAsExamplesAreRefused() {
        assertThatThrownBy(() -> network(
                        InputType.recurrent(3),
                        new LSTM.Builder().nOut(4).build(),
                        new DenseLayer.Builder()
                                .nOut(4)
                                .activation(Activation.TANH)
                                .build(),
                        gates().name("gates").build(),
                        new RnnOutputLayer.Builder(LossFunction.MSE).nOut(2).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("L0Gates \"gates\"")
                .hasMessageContaining("would count as examples");
    }
}
