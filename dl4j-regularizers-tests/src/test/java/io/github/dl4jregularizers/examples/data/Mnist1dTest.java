package io.github.dl4jregularizers.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Expected values: the authors' procedure in NumPy and SciPy, {@code reference/mnist1d/generate.py}. */
class Mnist1dTest {

    private static final double ROUNDING = 1e-10;

    private static JsonNode expected;
    private static double[][] training;
    private static double[][] test;
    private static int[] trainingLabels;
    private static int[] testLabels;

    @BeforeAll
    static void generate() throws IOException {
        try (InputStream in = Mnist1dTest.class.getResourceAsStream("/reference/mnist1d/values.json")) {
            expected = new ObjectMapper().readTree(in);
        }
        Mnist1d data = Mnist1d.published();
        DataSet first = data.training(DataType.DOUBLE);
        DataSet second = data.test(DataType.DOUBLE);
        training = first.getFeatures().toDoubleMatrix();
        test = second.getFeatures().toDoubleMatrix();
        trainingLabels = first.getLabels().argMax(1).toIntVector();
        testLabels = second.getLabels().argMax(1).toIntVector();
    }

    private static double[] numbers(JsonNode array) {
        return IntStream.range(0, array.size())
                .mapToDouble(i -> array.get(i).asDouble())
                .toArray();
    }

    private static double mean(double[][] signals) {
        return Arrays.stream(signals).flatMapToDouble(Arrays::stream).average().orElseThrow();
    }

    private static double deviation(double[][] signals) {
        double mean = mean(signals);
        return Math.sqrt(Arrays.stream(signals)
                .flatMapToDouble(Arrays::stream)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
    }

    @Test
    void signalsAreThoseOfTheAuthorsProcedure() {
        for (int i = 0; i < 3; i++) {
            assertThat(training[i])
                    .containsExactly(
                            numbers(expected.get("firstTrainingSignals").get(i)), within(ROUNDING));
        }
        assertThat(test[test.length - 1]).containsExactly(numbers(expected.get("lastTestSignal")), within(ROUNDING));
        assertThat(Arrays.stream(trainingLabels, 0, 20).asDoubleStream().toArray())
                .containsExactly(numbers(expected.get("trainingLabels")));
        assertThat(Arrays.stream(testLabels, 0, 20).asDoubleStream().toArray())
                .containsExactly(numbers(expected.get("testLabels")));
    }

    @Test
    void statisticsAreThoseOfTheAuthorsProcedure() {
        assertThat(training).hasDimensions(4000, Mnist1d.LENGTH);
        assertThat(test).hasDimensions(1000, Mnist1d.LENGTH);
        assertThat(mean(training)).isCloseTo(expected.get("trainingMean").asDouble(), within(ROUNDING));
        assertThat(mean(test)).isCloseTo(expected.get("testMean").asDouble(), within(ROUNDING));
        assertThat(deviation(training))
                .isCloseTo(expected.get("trainingDeviation").asDouble(), within(ROUNDING));
        assertThat(deviation(test)).isCloseTo(expected.get("testDeviation").asDouble(), within(ROUNDING));
        double[] classes = numbers(expected.get("trainingClasses"));
        for (int label = 0; label < Mnist1d.CLASSES; label++) {
            int wanted = label;
            assertThat(Arrays.stream(trainingLabels)
                            .filter(one -> one == wanted)
                            .count())
                    .isEqualTo((long) classes[label]);
        }
    }

    @Test
    void statisticsPerPositionAreThoseOfTheAuthorsProcedure() {
        double[] means = numbers(expected.get("positionMeans"));
        double[] deviations = numbers(expected.get("positionDeviations"));
        for (int position = 0; position < Mnist1d.LENGTH; position++) {
            double[][] column = new double[training.length + test.length][1];
            for (int i = 0; i < column.length; i++) {
                double[] signal = i < training.length ? training[i] : test[i - training.length];
                column[i][0] = signal[position];
            }
            assertThat(mean(column)).isCloseTo(means[position], within(ROUNDING));
            assertThat(deviation(column)).isCloseTo(deviations[position], within(ROUNDING));
        }
    }

    @Test
    void anotherSeedDrawsOtherSignals() {
        double[][] other = Mnist1d.generate(4000, 1000, 43)
                .training(DataType.DOUBLE)
                .getFeatures()
                .toDoubleMatrix();
        assertThat(other[0]).isNotEqualTo(training[0]);
    }

    @Test
    void badNumbersAreRefused() {
        assertThatThrownBy(() -> Mnist1d.generate(0, 10, 1))
                .hasMessage("number of training signals must be >= 1, but was 0");
        assertThatThrownBy(() -> Mnist1d.generate(10, 0, 1))
                .hasMessage("number of test signals must be >= 1, but was 0");
        assertThatThrownBy(() -> Mnist1d.generate(10, 5, 1))
                .hasMessage("number of training and test signals must be a multiple of 10, but was 15");
        assertThatThrownBy(() -> Mnist1d.generate(10, 10, -1)).hasMessage("seed must be >= 0, but was -1");
    }
}
