package io.github.dl4jregularizers.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The approximated divergence against the divergence itself, integrated. */
class LogAlphaTest {

    private static final double EULER = 0.577215664901532861;

    /**
     * KL(N(w, alpha w^2) || log-uniform) up to a constant, which is set so that it goes to 0 where alpha goes to
     * infinity: E log|z + 1 / sqrt(alpha)| + (gamma + log 2) / 2 for a standard normal z.
     */
    private static double integrated(double logAlpha) {
        double shift = Math.exp(-logAlpha / 2);
        int steps = 400_000;
        double width = 24.0 / steps;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            double z = -12 + (i + 0.5) * width;
            sum += Math.log(Math.abs(z + shift)) * Math.exp(-z * z / 2);
        }
        return sum * width / Math.sqrt(2 * Math.PI) + (EULER + Math.log(2)) / 2;
    }

    @ParameterizedTest
    @ValueSource(doubles = {-9, -6, -4, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 4, 6, 9})
    void divergenceIsWithinThePapersTolerance(double logAlpha) {
        double approximated = LogAlpha.divergence(Nd4j.scalar(DataType.DOUBLE, logAlpha));
        assertThat(approximated).isCloseTo(integrated(logAlpha), within(0.01));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-9.9, -5, -1, 0, 0.7, 3, 9.9})
    void derivativeIsThatOfTheDivergence(double logAlpha) {
        double step = 1e-5;
        double difference = (LogAlpha.divergence(Nd4j.scalar(DataType.DOUBLE, logAlpha + step))
                        - LogAlpha.divergence(Nd4j.scalar(DataType.DOUBLE, logAlpha - step)))
                / (2 * step);
        INDArray at = Nd4j.scalar(DataType.DOUBLE, logAlpha);
        assertThat(LogAlpha.derivative(at, at.ulike(), at.ulike()).getDouble()).isCloseTo(difference, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLOAT", "DOUBLE"})
    void clippedValuesHaveNoGradientAndZeroWeightsNoNaN(DataType type) {
        INDArray weights = Nd4j.createFromArray(0.0, 1e-20, -1e-20, 1e3, -1).castTo(type);
        INDArray logVariance = Nd4j.createFromArray(-5.0, 0, 0, -2, 0).castTo(type);
        INDArray logAlpha = LogAlpha.of(weights, logVariance, weights.ulike());
        assertThat(logAlpha.toDoubleVector()).containsExactly(10, 10, 10, -10, 0);
        INDArray derivative = LogAlpha.derivative(logAlpha, weights.ulike(), weights.ulike());
        INDArray byWeight = LogAlpha.byWeight(derivative.dup(), weights, weights.ulike());
        for (int i = 0; i < 4; i++) {
            assertThat(derivative.getDouble(i)).isZero();
            assertThat(byWeight.getDouble(i)).isZero();
        }
        assertThat(byWeight.getDouble(4)).isCloseTo(2 * derivative.getDouble(4), within(1e-6));
    }
}
