package io.github.dl4jregularizers.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Vector and matrix scaling against PyTorch's L-BFGS. */
class AffineScalingTest {

    private static final JsonNode TORCH = Reference.of("affine-scaling");
    private static final INDArray LOGITS = Reference.array(TORCH.get("logits"), DataType.DOUBLE);
    private static final INDArray LABELS = Reference.array(TORCH.get("labels"), DataType.DOUBLE);
    private static final INDArray TEST = Reference.array(TORCH.get("testLogits"), DataType.DOUBLE);

    @Test
    void vectorScalingEqualsTorch() {
        VectorScaling scaling = VectorScaling.fitLogits(LOGITS, LABELS);
        JsonNode expected = TORCH.get("vector");
        assertThat(scaling.weights()).containsExactly(doubles(expected.get("w")), within(1e-6));
        double[] bias = scaling.bias();
        double mean = Arrays.stream(bias).average().orElseThrow(); // softmax does not determine it
        assertThat(Arrays.stream(bias).map(value -> value - mean).toArray())
                .containsExactly(doubles(expected.get("b")), within(1e-6));
        assertClose(scaling.applyToLogits(TEST), expected.get("test"), 1e-7);
        LabeledPredictions validation = LabeledPredictions.of(Transforms.softmax(LOGITS, true), LABELS);
        INDArray scaled = VectorScaling.fit(validation).apply(Transforms.softmax(LOGITS, true));
        INDArray byTemperature = TemperatureScaling.fit(validation).apply(Transforms.softmax(LOGITS, true));
        assertThat(NegativeLogLikelihood.of(scaled, LABELS))
                .as("a larger family, so a smaller minimum")
                .isLessThan(NegativeLogLikelihood.of(byTemperature, LABELS));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void matrixScalingEqualsTorch(int number) {
        JsonNode expected = TORCH.get("matrices").get(number);
        MatrixScaling scaling = MatrixScaling.fitLogits(
                LOGITS,
                LABELS,
                expected.get("offDiagonal").asDouble(),
                expected.get("intercept").asDouble());
        assertThat(scaling.bias()).containsExactly(doubles(expected.get("b")), within(1e-6));
        assertClose(scaling.applyToLogits(TEST), expected.get("test"), 1e-7);
        assertThat(MatrixScaling.fromJson(scaling.toJson())).isEqualTo(scaling).hasSameHashCodeAs(scaling);
    }

    @Test
    void jsonKeepsTheScaling() {
        VectorScaling scaling = VectorScaling.fitLogits(LOGITS, LABELS);
        assertThat(VectorScaling.fromJson(scaling.toJson())).isEqualTo(scaling).hasToString(scaling.toString());
        assertThatThrownBy(() -> VectorScaling.fromJson("{}")).hasMessageContaining("json must be");
        assertThatThrownBy(() -> VectorScaling.fromJson("{\"parameters\":[1],\"classes\":4}"))
                .hasMessageContaining("number of parameters must be 20 for 4 classes, but was 1");
    }

    @Test
    void refusesBadArguments() {
        assertThatThrownBy(() -> MatrixScaling.fitLogits(LOGITS, LABELS, -1, 0))
                .hasMessageContaining("offDiagonal must be finite and >= 0, but was -1.0");
        assertThatThrownBy(() -> MatrixScaling.fitLogits(LOGITS, LABELS, 0, Double.NaN))
                .hasMessageContaining("intercept must be finite and >= 0, but was NaN");
        assertThatThrownBy(() -> VectorScaling.fitLogits(LOGITS.mul(Double.POSITIVE_INFINITY), LABELS))
                .hasMessageContaining("finite");
        assertThatThrownBy(() -> VectorScaling.fit(null)).hasMessageContaining("validation must be given");
        assertThatThrownBy(() -> VectorScaling.fitLogits(LOGITS, LABELS).applyToLogits(Nd4j.rand(3, 5)))
                .hasMessageContaining("number of classes must be 4, that of the validation data, but was 5");
    }

    @Test
    void regularizedSetsEqualNumpy() {
        JsonNode raps = TORCH.get("raps");
        ConformalScore score = ConformalScore.regularizedAdaptive(
                raps.get("free").asInt(), raps.get("penalty").asDouble());
        ConformalPrediction predictor = ConformalPrediction.calibrate(
                score,
                LabeledPredictions.of(Transforms.softmax(LOGITS, true), LABELS),
                raps.get("alpha").asDouble(),
                new RecordedDraws(raps.get("draws")));
        assertThat(predictor.threshold()).isCloseTo(raps.get("threshold").asDouble(), within(1e-12));
        PredictionSets sets = predictor
                .withNoise(new RecordedDraws(raps.get("draws"), (int) LOGITS.size(0)))
                .predict(Transforms.softmax(TEST, true));
        for (int n = 0; n < sets.size(); n++) {
            for (int label = 0; label < 4; label++) {
                assertThat(sets.contains(n, label))
                        .isEqualTo(raps.get("sets").get(n).get(label).asInt() == 1);
            }
        }
        assertThat(ConformalPrediction.fromJson(predictor.toJson())).isEqualTo(predictor);
        assertThat(score).isNotEqualTo(ConformalScore.regularizedAdaptive(2, 0.15));
        assertThat(ConformalScore.regularizedAdaptive(0, 0)).isEqualTo(ConformalScore.RANDOMIZED_ADAPTIVE);
        assertThatThrownBy(() -> ConformalScore.regularizedAdaptive(-1, 0.1))
                .hasMessageContaining("freeClasses must be >= 0, but was -1");
        assertThatThrownBy(() -> ConformalScore.regularizedAdaptive(1, -0.1)).hasMessageContaining("penalty must be");
    }

    private static double[] doubles(JsonNode list) {
        return Reference.array(list, DataType.DOUBLE).toDoubleVector();
    }

    private static void assertClose(INDArray found, JsonNode expected, double tolerance) {
        INDArray wanted = Reference.array(expected, DataType.DOUBLE);
        assertThat(found.sub(wanted).amaxNumber().doubleValue()).isLessThan(tolerance);
    }
}
