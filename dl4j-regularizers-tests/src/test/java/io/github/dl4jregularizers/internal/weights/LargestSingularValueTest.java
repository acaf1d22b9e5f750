package io.github.dl4jregularizers.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Largest singular values of matrices whose values are known in closed form. */
class LargestSingularValueTest {

    static Stream<Arguments> matrices() {
        return Stream.of(
                Arguments.of("blocks", block(), 2),
                Arguments.of("rows of 3 and of ones", longRow(), Math.sqrt(10)),
                Arguments.of("identity", Nd4j.eye(7).castTo(DataType.DOUBLE), 1),
                Arguments.of("identity with one pruned row", pruned(), 1),
                Arguments.of("rank 1", rankOne(), 5 * Math.sqrt(14)),
                Arguments.of("1 x n", Nd4j.createFromArray(new double[][] {{2, 3, 6}}), 7),
                Arguments.of("n x 1", Nd4j.createFromArray(new double[][] {{2}, {3}, {6}}), 7),
                Arguments.of("1 x 1", Nd4j.createFromArray(new double[][] {{-4}}), 4),
                Arguments.of("all values equal", Nd4j.createFromArray(new double[][] {{0, 2}, {-2, 0}}), 2),
                Arguments.of("second difference", secondDifference(200), 2 + 2 * Math.cos(Math.PI / 201)));
    }

    private static INDArray block() {
        return Nd4j.createFromArray(new double[][] {{1.45, 0, 0, 0}, {0, 1, 1, 0}, {0, 1, 1, 0}, {0, 0, 0, 0.1}});
    }

    private static INDArray longRow() {
        INDArray matrix = Nd4j.zeros(DataType.DOUBLE, 2, 11);
        matrix.putScalar(0, 0, 3);
        for (int i = 1; i < 11; i++) {
            matrix.putScalar(1, i, 1);
        }
        return matrix;
    }

    private static INDArray pruned() {
        INDArray matrix = Nd4j.eye(7).castTo(DataType.DOUBLE);
        matrix.putScalar(3, 3, 0);
        return matrix;
    }

    private static INDArray rankOne() {
        return Nd4j.createFromArray(new double[][] {{3}, {4}}).mmul(Nd4j.createFromArray(new double[][] {{1, 2, 3}}));
    }

    /** Symmetric with the eigenvalues 2 + 2 cos(k pi / (n + 1)), which lie close together at the upper end. */
    private static INDArray secondDifference(int size) {
        INDArray matrix = Nd4j.eye(size).castTo(DataType.DOUBLE).muli(2);
        for (int i = 0; i + 1 < size; i++) {
            matrix.putScalar(i, i + 1, 1);
            matrix.putScalar(i + 1, i, 1);
        }
        return matrix;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("matrices")
    void isFoundInBothPrecisionsAndOrders(String name, INDArray matrix, double expected) {
        assertFound(matrix, expected, 1e-6);
        assertFound(matrix.dup('f'), expected, 1e-6);
        assertFound(matrix.transpose(), expected, 1e-6);
        assertFound(matrix.castTo(DataType.FLOAT), expected, 1e-5);
    }

    private static void assertFound(INDArray matrix, double expected, double tolerance) {
        LargestSingularValue largest = LargestSingularValue.of(matrix, LargestSingularValue.DEFAULT_ITERATIONS);
        assertThat(largest.value()).isCloseTo(expected, within(tolerance * expected));
        assertThat(largest.right().norm2Number().doubleValue()).isCloseTo(1, within(1e-5));
        INDArray image = matrix.mmul(largest.right());
        assertThat(image.distance2(largest.scaledLeft())).isLessThan(1e-3 * expected);
    }

    @Test
    void isZeroForAZeroMatrix() {
        LargestSingularValue largest = LargestSingularValue.of(Nd4j.zeros(3, 5), 20);
        assertThat(largest.value()).isZero();
        assertThat(largest.right()).isNull();
        assertThat(largest.scaledLeft()).isNull();
    }

    @Test
    void repeatsExactly() {
        INDArray matrix = Nd4j.rand(DataType.FLOAT, 30, 40);
        assertThat(LargestSingularValue.of(matrix, 20).value())
                .isEqualTo(LargestSingularValue.of(matrix.dup(), 20).value());
    }
}
