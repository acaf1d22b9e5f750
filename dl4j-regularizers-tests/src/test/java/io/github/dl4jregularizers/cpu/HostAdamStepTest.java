package io.github.dl4jregularizers.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.internal.backend.AdamStep;
import io.github.dl4jregularizers.internal.backend.NativeAdamStep;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

@RequiresCpuModule
class HostAdamStepTest {

    private static final double RATE = 0.003;
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.995;
    private static final double EPSILON = 1e-6;

    @BeforeEach
    void seed() {
        Nd4j.getRandom().setSeed(5);
    }

    /** g, m and v, some of whose values are special. */
    private static INDArray[] arrays(DataType type, long... shape) {
        INDArray gradient = Nd4j.randn(type, shape).muli(0.1);
        INDArray first = Nd4j.randn(type, shape).muli(0.01);
        INDArray second = Nd4j.rand(type, shape).muli(1e-3);
        if (gradient.length() > 8) {
            gradient.putScalar(1, 0);
            second.putScalar(2, 0);
            gradient.putScalar(3, Double.NaN);
            gradient.putScalar(4, Double.POSITIVE_INFINITY);
            gradient.putScalar(5, 1e-30);
        }
        return new INDArray[] {gradient, first, second};
    }

    private static void apply(AdamStep step, INDArray[] arrays, double rate, int iteration) {
        step.apply(arrays[0], arrays[1], arrays[2], rate, BETA1, BETA2, EPSILON, iteration);
    }

    private static INDArray[] map(INDArray[] arrays, UnaryOperator<INDArray> function) {
        return new INDArray[] {function.apply(arrays[0]), function.apply(arrays[1]), function.apply(arrays[2])};
    }

    /** Equal numbers, NaN and infinities. */
    private static void assertEqual(INDArray actual, INDArray expected) {
        assertThat(actual.dup('c').data().asDouble())
                .containsExactly(expected.dup('c').data().asDouble());
    }

    /** Moments are equal; native code rounds the learning rate differently in about 1 of 100 iterations. */
    private static void assertAsNative(INDArray[] arrays, double rate, int iteration) {
        INDArray[] expected = map(arrays, INDArray::dup);
        apply(new NativeAdamStep(), expected, rate, iteration);
        apply(new HostAdamStep(), arrays, rate, iteration);
        assertEqual(arrays[1], expected[1]);
        assertEqual(arrays[2], expected[2]);
        double[] steps = arrays[0].dup('c').data().asDouble();
        double[] wanted = expected[0].dup('c').data().asDouble();
        for (int i = 0; i < steps.length; i++) {
            if (Double.isFinite(wanted[i])) {
                assertThat(steps[i]).isCloseTo(wanted[i], within((double) (3 * Math.ulp((float) wanted[i]))));
            } else {
                assertThat(steps[i]).isEqualTo(Double.valueOf(wanted[i]));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2047, 2048, 2049, 70_001})
    void lengths(int length) {
        assertAsNative(arrays(DataType.FLOAT, length), RATE, 3);
    }

    @Test
    void everyIteration() {
        for (int iteration = 0; iteration < 3000; iteration += 7) {
            assertAsNative(arrays(DataType.FLOAT, 20), RATE, iteration);
        }
    }

    @Test
    void aRateOfZero() {
        assertAsNative(arrays(DataType.FLOAT, 100), 0, 3);
    }

    @Test
    void otherTypesAndOrders() {
        assertAsNative(arrays(DataType.DOUBLE, 100), RATE, 3);
        assertAsNative(map(arrays(DataType.FLOAT, 30, 20), array -> array.dup('f')), RATE, 3);
        INDArray[] mixed = arrays(DataType.FLOAT, 30, 20);
        mixed[0] = mixed[0].dup('f');
        assertAsNative(mixed, RATE, 3);
        INDArray[] wide = arrays(DataType.FLOAT, 30, 20);
        assertAsNative(map(wide, array -> array.get(NDArrayIndex.all(), NDArrayIndex.interval(2, 15))), RATE, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void threadsGiveEqualResults(int threads) {
        INDArray[] arrays = arrays(DataType.FLOAT, 10_007);
        INDArray[] expected = map(arrays, INDArray::dup);
        HostAdamStep.Rule rule = new HostAdamStep.Rule((float) RATE, (float) BETA1, (float) BETA2, (float) EPSILON, 9);
        HostAdamStep.apply(rule, expected[0], expected[1], expected[2], 1);
        HostAdamStep.apply(rule, arrays[0], arrays[1], arrays[2], threads);
        for (int i = 0; i < arrays.length; i++) {
            assertEqual(arrays[i], expected[i]);
        }
    }

    @Test
    void theFormula() {
        INDArray[] arrays = arrays(DataType.FLOAT, 8);
        INDArray[] before = map(arrays, INDArray::dup);
        apply(new HostAdamStep(), arrays, RATE, 4);
        double scale = RATE * Math.sqrt(1 - Math.pow(BETA2, 5)) / (1 - Math.pow(BETA1, 5));
        for (int i = 0; i < 8; i++) {
            double g = before[0].getDouble(i);
            double m = BETA1 * before[1].getDouble(i) + (1 - BETA1) * g;
            double v = BETA2 * before[2].getDouble(i) + (1 - BETA2) * g * g;
            assertThat(arrays[1].getDouble(i)).isCloseTo(m, within(1e-8));
            assertThat(arrays[2].getDouble(i)).isCloseTo(v, within(1e-9));
            assertThat(arrays[0].getDouble(i)).isCloseTo(scale * m / (Math.sqrt(v) + EPSILON), within(1e-7));
        }
    }
}
