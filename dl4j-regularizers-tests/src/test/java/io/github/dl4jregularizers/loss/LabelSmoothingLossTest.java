package io.github.dl4jregularizers.loss;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.databind.JsonNode;

class LabelSmoothingLossTest {

    private static final IActivation SOFTMAX = new ActivationSoftmax();

    static List<Arguments> torch() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode values : Reference.of("label-smoothing").get("cases")) {
            for (char order : new char[] {'c', 'f'}) {
                cases.add(Arguments.of(values.get("name").asText() + ", order " + order, values, order));
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("torch")
    void equalsTorch(String name, JsonNode values, char order) {
        INDArray weights = Reference.array(values.get("classWeights"), DataType.DOUBLE);
        ILossFunction loss = new LabelSmoothingLoss(values.get("smoothing").asDouble(), weights);
        INDArray logits = Reference.array(values.get("logits"), DataType.DOUBLE).dup(order);
        INDArray labels = Reference.array(values.get("labels"), DataType.DOUBLE);
        INDArray losses = Reference.array(values.get("losses"), DataType.DOUBLE);
        INDArray gradient = Reference.array(values.get("gradient"), DataType.DOUBLE);

        assertClose(loss.computeScoreArray(labels, logits, SOFTMAX, null), losses.reshape(-1, 1));
        assertClose(loss.computeGradient(labels, logits, SOFTMAX, null), gradient);
        Pair<Double, INDArray> both = loss.computeGradientAndScore(labels, logits, SOFTMAX, null, false);
        assertClose(both.getSecond(), gradient);
        double sum = losses.sumNumber().doubleValue();
        assertThat(both.getFirst()).isCloseTo(sum, within(1e-12 * sum));
        assertThat(loss.computeScore(labels, logits, SOFTMAX, null, true))
                .isCloseTo(sum / labels.size(0), within(1e-12 * sum));
    }

    private static void assertClose(INDArray actual, INDArray expected) {
        double scale = Math.max(1, expected.amaxNumber().doubleValue());
        assertWithin("array", 1e-13 * scale, actual, expected);
    }

    @Test
    void aMaskedRowCountsNothing() {
        ILossFunction loss = new LabelSmoothingLoss(0.2);
        INDArray logits = Nd4j.createFromArray(new double[][] {{1, 2, 3}, {-1, 0, 5}, {2, 2, 1}});
        INDArray labels = Nd4j.createFromArray(new double[][] {{0, 1, 0}, {0, 0, 0}, {1, 0, 0}});
        INDArray mask = Nd4j.createFromArray(1.0, 0.0, 1.0).reshape(3, 1);
        INDArray rows = loss.computeScoreArray(labels, logits, SOFTMAX, null);
        INDArray masked = loss.computeScoreArray(labels, logits, SOFTMAX, mask);
        assertThat(masked.getDouble(1)).isZero();
        assertThat(masked.getDouble(0)).isEqualTo(rows.getDouble(0));
        assertThat(masked.getDouble(2)).isEqualTo(rows.getDouble(2));
        INDArray gradient = loss.computeGradient(labels, logits, SOFTMAX, mask).getRow(1);
        assertWithin("gradient of a masked row", 0, gradient, gradient.like());
    }

    @Test
    void logitsOfAnySizeGiveFiniteScores() {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            INDArray logits = Nd4j.createFromArray(new double[][] {{1e4, -1e4, 0}, {-1e4, -1e4, -1e4}})
                    .castTo(type);
            INDArray labels = Nd4j.createFromArray(new double[][] {{0, 1, 0}, {1, 0, 0}});
            ILossFunction loss = new LabelSmoothingLoss(0.3);
            INDArray rows = loss.computeScoreArray(labels, logits, SOFTMAX, null);
            assertThat(rows.getDouble(0)).isCloseTo(0.1 * 1e4 + 0.8 * 2e4, within(1e-2));
            assertThat(rows.getDouble(1)).isCloseTo(Math.log(3), within(1e-3));
            assertThat(loss.computeGradient(labels, logits, SOFTMAX, null)
                            .isNaN()
                            .any())
                    .isFalse();
        }
    }

    @Test
    void survivesJsonWithItsWeights() throws Exception {
        ILossFunction loss = new LabelSmoothingLoss(0.1, Nd4j.createFromArray(0.5, 1.0, 2.0));
        String json = JsonMappers.getMapper().writeValueAsString(loss);
        assertThat(JsonMappers.getMapper().readValue(json, ILossFunction.class))
                .isEqualTo(loss)
                .hasSameHashCodeAs(loss)
                .isNotEqualTo(new LabelSmoothingLoss(0.1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1, Double.NaN})
    void refusesWhatIsNoSmoothing(double smoothing) {
        assertThatThrownBy(() -> new LabelSmoothingLoss(smoothing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("smoothing must be in [0, 1), but was " + smoothing);
    }

    @Test
    void refusesWrongShapesActivationsAndWeights() {
        INDArray logits = Nd4j.ones(DataType.FLOAT, 2, 3);
        assertThatThrownBy(() -> score(new LabelSmoothingLoss(0.1), Nd4j.ones(2, 4), logits, SOFTMAX, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("labels")
                .hasMessageContaining("[2, 3]")
                .hasMessageContaining("[2, 4]");
        assertThatThrownBy(() -> score(new LabelSmoothingLoss(0.1), logits, logits, new ActivationSigmoid(), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("softmax")
                .hasMessageContaining("sigmoid");
        assertThatThrownBy(() -> score(new LabelSmoothingLoss(0.1), logits, logits, SOFTMAX, Nd4j.ones(3, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mask");
        ILossFunction fourClasses = new LabelSmoothingLoss(0.1, Nd4j.ones(4));
        assertThatThrownBy(() -> score(fourClasses, logits, logits, SOFTMAX, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("classWeights");
        assertThatThrownBy(() -> new LabelSmoothingLoss(0.1, Nd4j.ones(4, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row vector");
        assertThatThrownBy(() -> new LabelSmoothingLoss(0.1, Nd4j.createFromArray(1.0, -1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("class weight 1");
    }

    private static double score(
            ILossFunction loss, INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
        return loss.computeScore(labels, logits, activation, mask, true);
    }
}
