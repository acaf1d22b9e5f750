package io.github.dl4jregularizers.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Temperatures with a closed form, the limits, application to every shape, JSON, and refused arguments. */
class TemperatureScalingTest {

    /** Where all logits are (a, 0) and a share r is right, softmax(a / T) = r. */
    @ParameterizedTest
    @CsvSource({"3, 0.75", "0.2, 0.9", "1e-3, 0.51", "500, 0.995", "8, 0.999", "1e5, 0.6"})
    void isTheClosedFormOfOneLogit(double logit, double share) {
        INDArray logits = repeated(logit, 0);
        double exact = logit / Math.log(share / (1 - share));

        TemperatureScaling scaling = TemperatureScaling.fitLogits(logits, rightOf(1000, share));

        double expected = Math.min(Math.max(exact, 0.01), 100);
        assertThat(scaling.temperature()).isCloseTo(expected, within(1e-9 * expected));
        assertThat(scaling.isAtLimit()).isEqualTo(expected != exact);
    }

    private static INDArray repeated(double... row) {
        return Nd4j.createFromArray(Collections.nCopies(1000, row).toArray(new double[0][]));
    }

    private static INDArray rightOf(int size, double share) {
        return Nd4j.createFromArray(
                IntStream.range(0, size).map(i -> i < share * size ? 0 : 1).toArray());
    }

    @Test
    void perfectSeparationEndsAtTheLowerLimit() {
        TemperatureScaling scaling = TemperatureScaling.fit(
                Nd4j.createFromArray(new double[][] {{0.6, 0.4}, {0.1, 0.9}}), Nd4j.createFromArray(0, 1));

        assertThat(scaling.temperature()).isEqualTo(0.01);
        assertThat(scaling.isAtLimit()).isTrue();
        assertThat(scaling).hasToString("TemperatureScaling(0.01, at the limit)");
    }

    @Test
    void probabilitiesThatSayNothingEndAtTheUpperLimit() {
        TemperatureScaling scaling = TemperatureScaling.fit(
                Nd4j.createFromArray(new double[][] {{0.6, 0.4}, {0.1, 0.9}}), Nd4j.createFromArray(1, 0));

        assertThat(scaling.temperature()).isEqualTo(100);
        assertThat(scaling.isAtLimit()).isTrue();
    }

    /** A certain and wrong prediction has a finite score. */
    @Test
    void probabilitiesThatUnderflowedCountAsTheSmallestFloat() {
        INDArray probabilities = repeated(1, 0);
        double logit = -Math.log(Float.MIN_VALUE);

        assertThat(TemperatureScaling.fit(probabilities, rightOf(1000, 0.99)).temperature())
                .isCloseTo(logit / Math.log(99), within(1e-7));
    }

    @Test
    void appliesToEveryShapeAndType() {
        INDArray logits = Nd4j.createFromArray(new double[][] {{3, 1, 0}, {-2, 2, 5}, {0, 0, 0}, {1, -1, 9}});
        INDArray expected = Transforms.softmax(logits.div(2.5), true);
        TemperatureScaling scaling = TemperatureScaling.of(2.5);
        INDArray probabilities = Transforms.softmax(logits, true);

        close(scaling.apply(probabilities), expected, 1e-12);
        close(scaling.applyToLogits(logits), expected, 1e-12);
        INDArray ofFloats = scaling.apply(probabilities.castTo(DataType.FLOAT));
        assertThat(ofFloats.dataType()).isEqualTo(DataType.FLOAT);
        close(ofFloats, expected, 1e-6);
        close(
                scaling.apply(probabilities.reshape(2, 2, 3).permute(0, 2, 1)),
                expected.reshape(2, 2, 3).permute(0, 2, 1),
                1e-12);
        close(
                scaling.applyToLogits(logits.reshape(1, 2, 2, 3).permute(0, 3, 1, 2)),
                expected.reshape(1, 2, 2, 3).permute(0, 3, 1, 2),
                1e-12);
        assertThat(probabilities).isEqualTo(Transforms.softmax(logits, true));
    }

    private static void close(INDArray actual, INDArray expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.castTo(DataType.DOUBLE).sub(expected).amaxNumber().doubleValue())
                .isLessThan(tolerance);
    }

    @Test
    void isKeptAsJson() {
        TemperatureScaling scaling = TemperatureScaling.of(1.7);

        assertThat(scaling.toJson()).isEqualTo("{\"temperature\":1.7}");
        assertThat(TemperatureScaling.fromJson(scaling.toJson()))
                .isEqualTo(scaling)
                .hasSameHashCodeAs(scaling);
        assertThat(scaling).isNotEqualTo(TemperatureScaling.of(1.6));
    }

    @Test
    void refusesOtherJson() {
        for (String json : new String[] {"", "{}", "[]", "{\"temperature\":\"warm\"}"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TemperatureScaling.fromJson(json))
                    .withMessageContaining("json must be the result of TemperatureScaling.toJson(), but was " + json);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TemperatureScaling.fromJson("{\"temperature\":-1}"))
                .withMessageContaining("temperature must be finite and > 0, but was -1.0");
    }

    @Test
    void refusesWhatHasNoTemperature() {
        INDArray uniform = Nd4j.valueArrayOf(new long[] {4, 2}, 0.5);
        INDArray labels = Nd4j.createFromArray(0, 1, 1, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TemperatureScaling.fit(uniform, labels))
                .withMessage(
                        "probabilities must be different between classes, but was the same for all of them in every"
                                + " row");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TemperatureScaling.fitLogits(uniform.dup().putScalar(1, Double.NaN), labels))
                .withMessage("logits in row 0 must be finite, but was NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TemperatureScaling.fitLogits(uniform, Nd4j.createFromArray(0, 1)))
                .withMessageContaining("must be of shape [4], but was of shape [2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TemperatureScaling.of(1).apply(uniform.mul(3)))
                .withMessage("sum of probabilities in row 0 must be 1, but was 3.0");
        for (double temperature : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TemperatureScaling.of(temperature))
                    .withMessage("temperature must be finite and > 0, but was " + temperature);
        }
    }
}
