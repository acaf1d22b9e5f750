package io.github.dl4jregularizers.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Every measure against scikit-learn, SciPy, NumPy and PyTorch, in float and double. */
class CalibrationReferenceTest {

    private static final List<ConformalScore> SCORES =
            List.of(ConformalScore.LEAST_AMBIGUOUS, ConformalScore.ADAPTIVE, ConformalScore.RANDOMIZED_ADAPTIVE);

    private static final JsonNode REFERENCE = Reference.of("calibration");
    private static final int BINS = REFERENCE.get("bins").asInt();

    static Stream<Object[]> cases() {
        List<Object[]> cases = new ArrayList<>();
        for (JsonNode node : REFERENCE.get("cases")) {
            cases.add(new Object[] {node.get("name").asText(), node, DataType.DOUBLE});
            cases.add(new Object[] {node.get("name").asText(), node, DataType.FLOAT});
        }
        return cases.stream();
    }

    private static INDArray probabilities(JsonNode node, String logits, DataType type) {
        return Transforms.softmax(Reference.array(node.get(logits), DataType.DOUBLE), true)
                .castTo(type);
    }

    private static LabeledPredictions predictions(JsonNode node, DataType type) {
        return LabeledPredictions.of(
                probabilities(node, "logits", type), Reference.array(node.get("labels"), DataType.FLOAT));
    }

    private static Offset<Double> rounding(DataType type) {
        return within(type == DataType.DOUBLE ? 1e-12 : 1e-6);
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("cases")
    void errorsAndScores(String name, JsonNode node, DataType type) {
        LabeledPredictions predictions = predictions(node, type);
        Binning binning = Binning.equalWidth(BINS);

        assertThat(predictions.accuracy()).isCloseTo(node.get("accuracy").asDouble(), rounding(type));
        assertThat(NegativeLogLikelihood.of(predictions))
                .isCloseTo(node.get("nll").asDouble(), rounding(type));
        assertThat(BrierScore.of(predictions)).isCloseTo(node.get("brier").asDouble(), rounding(type));
        assertThat(CalibrationError.expected(predictions, binning))
                .isCloseTo(node.get("expected").asDouble(), rounding(type));
        assertThat(CalibrationError.maximum(predictions, binning))
                .isCloseTo(node.get("maximum").asDouble(), rounding(type));
        assertThat(CalibrationError.expected(predictions, Binning.equalMass(BINS)))
                .isCloseTo(node.get("equalMass").asDouble(), rounding(type));
        double[] perClass = doubles(node.get("perClass"));
        assertThat(CalibrationError.perClass(predictions, binning)).containsExactly(perClass, rounding(type));
        assertThat(CalibrationError.classWise(predictions, binning))
                .isCloseTo(Arrays.stream(perClass).average().orElseThrow(), rounding(type));
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("cases")
    void reliabilityDiagram(String name, JsonNode node, DataType type) {
        List<ReliabilityDiagram.Bin> bins = ReliabilityDiagram.of(predictions(node, type), Binning.equalWidth(BINS))
                .bins();

        assertThat(bins.stream().mapToDouble(ReliabilityDiagram.Bin::count).toArray())
                .containsExactly(doubles(node.get("binCounts")));
        assertThat(bins.stream().mapToDouble(ReliabilityDiagram.Bin::accuracy).toArray())
                .containsExactly(doubles(node.get("binAccuracies")), rounding(type));
        assertThat(bins.stream().mapToDouble(ReliabilityDiagram.Bin::confidence).toArray())
                .containsExactly(doubles(node.get("binConfidences")), rounding(type));
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("cases")
    void temperature(String name, JsonNode node, DataType type) {
        Offset<Double> precision = within(type == DataType.DOUBLE ? 1e-9 : 1e-4);
        double expected = node.get("temperature").asDouble();
        INDArray labels = Reference.array(node.get("labels"), DataType.FLOAT);

        assertThat(TemperatureScaling.fit(predictions(node, type)).temperature())
                .isCloseTo(expected, precision);
        assertThat(TemperatureScaling.fitLogits(Reference.array(node.get("logits"), type), labels)
                        .temperature())
                .isCloseTo(expected, precision);
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("cases")
    void conformalPrediction(String name, JsonNode node, DataType type) {
        JsonNode expected = node.get("conformal");
        INDArray test = probabilities(node, "testLogits", type);
        INDArray testLabels = Reference.array(node.get("testLabels"), DataType.FLOAT);
        for (ConformalScore score : SCORES) {
            JsonNode wanted = expected.get(score.toString());
            ConformalPrediction predictor = ConformalPrediction.calibrate(
                            score,
                            predictions(node, type),
                            expected.get("alpha").asDouble(),
                            new RecordedDraws(expected.get("draws")))
                    .withNoise(new RecordedDraws(expected.get("testDraws")));

            PredictionSets sets = predictor.predict(test);

            assertThat(predictor.threshold()).isCloseTo(wanted.get("threshold").asDouble(), rounding(type));
            assertThat(sets.coverage(testLabels))
                    .isCloseTo(wanted.get("coverage").asDouble(), within(1e-12));
            assertThat(sets.averageSize()).isCloseTo(wanted.get("averageSize").asDouble(), within(1e-12));
            for (int i = 0; i < sets.size(); i++) {
                for (int label = 0; label < test.size(1); label++) {
                    assertThat(sets.contains(i, label))
                            .as("%s: class %d of example %d", score, label, i)
                            .isEqualTo(wanted.get("sets").get(i).get(label).asInt() == 1);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("cases")
    void riskCoverage(String name, JsonNode node, DataType type) {
        RiskCoverageCurve curve = RiskCoverageCurve.of(predictions(node, type));
        JsonNode expected = node.get("riskCoverage");

        assertThat(curve.area()).isCloseTo(expected.get("area").asDouble(), within(1e-12));
        assertThat(curve.risks()).containsExactly(doubles(expected.get("risks")), within(1e-12));
    }

    @Test
    void auroc() {
        JsonNode expected = REFERENCE.get("auroc");

        assertThat(Auroc.of(
                        Reference.array(expected.get("in"), DataType.FLOAT),
                        Reference.array(expected.get("out"), DataType.FLOAT)))
                .isCloseTo(expected.get("auroc").asDouble(), within(1e-12));
    }

    private static double[] doubles(JsonNode list) {
        return Reference.array(list, DataType.DOUBLE).toDoubleVector();
    }
}
