package io.github.dl4jregularizers.loss;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.shade.jackson.databind.JsonNode;

/** NT-Xent against PyTorch's autograd: numbers of reference/nt-xent/generate.py. */
class NtXentLossTest {

    private static final IActivation IDENTITY = new ActivationIdentity();

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(Reference.of("nt-xent").get("cases").spliterator(), false);
    }

    private static INDArray array(JsonNode values, String name) {
        return Reference.array(values.get(name), DataType.DOUBLE);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsTorch(JsonNode values) {
        NtXentLoss loss = new NtXentLoss(values.get("temperature").asDouble());
        INDArray outputs = array(values, "outputs");
        INDArray labels = Nd4j.zeros(outputs.size(0), 1);
        INDArray mask = array(values, "mask");
        mask = mask == null ? null : mask.reshape(mask.length(), 1);
        INDArray expected = array(values, "losses").reshape(-1, 1);
        double scale = Math.max(1, array(values, "gradient").amaxNumber().doubleValue());
        assertWithin("rows", 1e-13, loss.computeScoreArray(labels, outputs, IDENTITY, mask), expected);
        assertWithin(
                "gradient",
                1e-13 * scale,
                loss.computeGradient(labels, outputs, IDENTITY, mask),
                array(values, "gradient"));
        assertThat(loss.computeScore(labels, outputs, IDENTITY, mask, true))
                .isCloseTo(expected.meanNumber().doubleValue(), within(1e-13));
    }

    @Test
    void gradientOfANetworkIsExact() {
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        try {
            MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                    .dataType(DataType.DOUBLE)
                    .updater(new NoOp())
                    .list()
                    .layer(new DenseLayer.Builder()
                            .nIn(3)
                            .nOut(5)
                            .activation(Activation.TANH)
                            .build())
                    .layer(new OutputLayer.Builder(new NtXentLoss(0.3))
                            .nIn(5)
                            .nOut(4)
                            .activation(Activation.IDENTITY)
                            .build())
                    .build());
            network.init();
            boolean exact = GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                    .net(network)
                    .epsilon(1e-6)
                    .maxRelError(1e-5)
                    .minAbsoluteError(1e-9)
                    .exitOnFirstError(true)
                    .input(Nd4j.rand(DataType.DOUBLE, 6, 3))
                    .labels(Nd4j.zeros(DataType.DOUBLE, 6, 1)));
            assertThat(exact).isTrue();
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    @Test
    void aRowOfZerosHasNoGradientAndBreaksNoOther() {
        INDArray outputs = Nd4j.createFromArray(new double[][] {{0, 0}, {1, 2}, {3, -1}, {2, 1}});
        INDArray gradient = new NtXentLoss().computeGradient(Nd4j.zeros(4, 1), outputs, IDENTITY, null);
        assertThat(gradient.getRow(0).norm1Number().doubleValue()).isZero();
        assertThat(gradient.isNaN().any() || gradient.isInfinite().any()).isFalse();
        assertThat(gradient.getRow(2).norm1Number().doubleValue()).isPositive();
    }

    /** 60,000 overflows in half precision when squared. */
    @Test
    void halfPrecisionIsComputedInDouble() {
        INDArray outputs = Nd4j.createFromArray(new double[][] {{60000, 1}, {1, 2}, {30000, -1}, {2, 1}});
        INDArray half = outputs.castTo(DataType.FLOAT16);
        INDArray labels = Nd4j.zeros(4, 1);
        double expected = new NtXentLoss().computeScore(labels, outputs, IDENTITY, null, false);
        assertThat(new NtXentLoss().computeScore(labels, half, IDENTITY, null, false))
                .isCloseTo(expected, within(1e-3));
        assertThat(new NtXentLoss()
                        .computeGradient(labels, half, IDENTITY, null)
                        .dataType())
                .isEqualTo(DataType.FLOAT16);
    }

    @Test
    void unsuitableOutputsAreRefused() {
        NtXentLoss loss = new NtXentLoss();
        assertThatThrownBy(() -> loss.computeScore(Nd4j.zeros(3, 1), Nd4j.ones(3, 2), IDENTITY, null, false))
                .hasMessageContaining("[2N, features]")
                .hasMessageContaining("[3, 2]");
        assertThatThrownBy(() -> loss.computeScore(Nd4j.zeros(2, 1), Nd4j.ones(4, 2), IDENTITY, null, false))
                .hasMessage("number of rows of the labels must be 4, but was 2");
        assertThatThrownBy(() ->
                        loss.computeScore(Nd4j.zeros(4, 1), Nd4j.ones(4, 2), new ActivationSoftmax(), null, false))
                .hasMessageContaining("identity");
        assertThatThrownBy(() -> loss.computeScore(Nd4j.zeros(4, 1), Nd4j.ones(4, 2), IDENTITY, Nd4j.ones(4, 2), false))
                .hasMessageContaining("mask must be of shape [4, 1]");
    }
}
