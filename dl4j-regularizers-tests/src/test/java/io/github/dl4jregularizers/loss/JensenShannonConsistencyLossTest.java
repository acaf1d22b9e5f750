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
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The consistency loss of AugMix against PyTorch; numbers of reference/consistency/generate.py. */
class JensenShannonConsistencyLossTest {

    private static final JsonNode REFERENCE = Reference.of("consistency");
    private static final DataType DOUBLE = DataType.DOUBLE;
    private static final IActivation SOFTMAX = new ActivationSoftmax();

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(REFERENCE.get("cases").spliterator(), false);
    }

    /** The labels of three views, with the column that marks them. */
    private static INDArray labels() {
        INDArray once = Reference.array(REFERENCE.get("labels"), DOUBLE);
        return Nd4j.hstack(Nd4j.vstack(once, once, once), Nd4j.ones(DOUBLE, 3 * once.size(0), 1));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsTorch(JsonNode values) {
        JensenShannonConsistencyLoss loss =
                new JensenShannonConsistencyLoss(values.get("weight").asDouble(), new LabelSmoothingLoss(0));
        INDArray logits = Reference.array(values.get("logits"), DOUBLE);
        double rows = logits.size(0);
        double score = values.get("score").asDouble();
        assertThat(loss.computeScore(labels(), logits.dup(), SOFTMAX, null, true))
                .isCloseTo(score, within(1e-12));
        assertThat(loss.computeScoreArray(labels(), logits.dup(), SOFTMAX, null)
                                .sumNumber()
                                .doubleValue()
                        / rows)
                .isCloseTo(score, within(1e-12));
        INDArray expected = Reference.array(values.get("gradient"), DOUBLE);
        INDArray gradient = loss.computeGradient(labels(), logits.dup(), SOFTMAX, null);
        assertWithin("gradient", 1e-12, gradient.div(rows), expected);
        assertWithin(
                "gradient with DL4J's cross entropy",
                1e-6, // it clips probabilities
                new JensenShannonConsistencyLoss(values.get("weight").asDouble(), new LossMCXENT())
                        .computeGradient(labels(), logits.dup(), SOFTMAX, null)
                        .div(rows),
                expected);
    }

    @Test
    void gradientOfANetworkIsExact() {
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DOUBLE, DOUBLE);
        try {
            MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                    .seed(1)
                    .dataType(DOUBLE)
                    .updater(new NoOp())
                    .list()
                    .layer(new DenseLayer.Builder()
                            .nIn(4)
                            .nOut(5)
                            .activation(Activation.TANH)
                            .build())
                    .layer(new OutputLayer.Builder(new JensenShannonConsistencyLoss(new FocalLoss(2)))
                            .nIn(5)
                            .nOut(3)
                            .activation(Activation.SOFTMAX)
                            .build())
                    .build());
            network.init();
            INDArray mask = Nd4j.ones(DOUBLE, 12, 1);
            mask.putScalar(1, 0, 0);
            mask.putScalar(5, 0, 0);
            mask.putScalar(9, 0, 0);
            for (INDArray given : new INDArray[] {null, mask}) {
                boolean exact = GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                        .net(network)
                        .epsilon(1e-6)
                        .maxRelError(1e-5)
                        .minAbsoluteError(1e-9)
                        .exitOnFirstError(true)
                        .input(Nd4j.rand(DOUBLE, 12, 4))
                        .labels(labels())
                        .labelMask(given));
                assertThat(exact).isTrue();
            }
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    @Test
    void equalViewsHaveNoDivergence() {
        INDArray once = Nd4j.randn(DOUBLE, 4, 3).muli(300);
        INDArray logits = Nd4j.vstack(once, once, once);
        double consistent = new JensenShannonConsistencyLoss(100, new LabelSmoothingLoss(0))
                .computeScore(labels(), logits.dup(), SOFTMAX, null, true);
        double clean = new LabelSmoothingLoss(0)
                .computeScore(Reference.array(REFERENCE.get("labels"), DOUBLE), once.dup(), SOFTMAX, null, true);
        assertThat(consistent).isFinite().isCloseTo(clean, within(1e-9));
    }

    @Test
    void anExampleWithAMaskedViewAddsNoDivergence() {
        INDArray logits = Nd4j.randn(DOUBLE, 12, 3);
        INDArray mask = Nd4j.ones(DOUBLE, 12, 1);
        mask.putScalar(6, 0, 0);
        INDArray other = logits.dup();
        other.getRow(6).addi(Nd4j.createFromArray(1.0, 2, -3));
        other.getRow(10).addi(Nd4j.createFromArray(1.0, 2, -3));
        JensenShannonConsistencyLoss loss = new JensenShannonConsistencyLoss(new LabelSmoothingLoss(0));
        INDArray scores = loss.computeScoreArray(labels(), logits.dup(), SOFTMAX, mask);
        INDArray changed = loss.computeScoreArray(labels(), other, SOFTMAX, mask);
        assertThat(scores).isEqualTo(changed);
        assertThat(loss.computeGradient(labels(), logits.dup(), SOFTMAX, mask)
                        .getRow(10)
                        .norm1Number()
                        .doubleValue())
                .isZero();
    }

    @Test
    void shapesAreChecked() {
        JensenShannonConsistencyLoss loss = new JensenShannonConsistencyLoss(new LabelSmoothingLoss(0));
        assertThatThrownBy(
                        () -> loss.computeScore(Nd4j.ones(DOUBLE, 4, 4), Nd4j.ones(DOUBLE, 4, 3), SOFTMAX, null, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("number of rows with views must be a multiple of 3, but was 4");
    }
}
