package io.github.dl4jregularizers.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Comparisons of arrays; {@code INDArray.equals} allows differences of 1e-5, and {@code amaxNumber} passes over NaN,
 * which here equals nothing.
 */
public final class ArrayAssertions {

    private ArrayAssertions() {}

    static void assertIdentical(String what, INDArray actual, INDArray expected) {
        assertThat(actual.dataType()).as("type of " + what).isEqualTo(expected.dataType());
        assertThat(actual.shape()).as("shape of " + what).isEqualTo(expected.shape());
        assertThat(values(actual)).as(what).isEqualTo(values(expected));
    }

    static void assertDifferent(String what, INDArray actual, INDArray other) {
        assertThat(values(actual)).as(what).isNotEqualTo(values(other));
    }

    /** Equal to rounding: 1e-12 in double, 1e-5 in float, relative to values above 1. */
    static void assertClose(String what, INDArray actual, INDArray expected) {
        double tolerance = actual.dataType() == DataType.DOUBLE ? 1e-12 : 1e-5;
        assertThat(actual.shape()).as("shape of " + what).isEqualTo(expected.shape());
        double[] found = values(actual);
        double[] wanted = values(expected);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(found[i])
                    .as("%s, element %d", what, i)
                    .isCloseTo(wanted[i], within(tolerance * Math.max(1, Math.abs(wanted[i]))));
        }
    }

    /**
     * Asserts that the shapes are equal, and that no element differs from the expected one by more than the tolerance.
     *
     * @param what the array, in the message
     * @param tolerance absolute
     * @param actual the array under test
     * @param expected the reference
     */
    public static void assertWithin(String what, double tolerance, INDArray actual, INDArray expected) {
        assertThat(actual.shape()).as("shape of " + what).isEqualTo(expected.shape());
        assertThat(values(actual)).as(what).containsExactly(values(expected), within(tolerance));
    }

    static void assertFinite(String what, INDArray actual) {
        for (double value : values(actual)) {
            assertThat(value).as(what).isFinite();
        }
    }

    static double[] values(INDArray array) {
        return array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    }
}
