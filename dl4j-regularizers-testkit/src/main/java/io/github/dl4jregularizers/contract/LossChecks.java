package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertClose;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertFinite;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertIdentical;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** The loss function by itself. */
final class LossChecks {

    private static final List<DataType> TYPES = List.of(DataType.FLOAT, DataType.DOUBLE);
    private static final double STEP = 1e-6;

    private LossChecks() {}

    /** No mask, one for rows, and one for single outputs where the loss allows it. */
    private static List<INDArray> masks(LossCase row, DataType type) {
        INDArray rows = Nd4j.createFromArray(1.0, 0.0, 1.0, 0.0).reshape(LossCase.ROWS, 1);
        INDArray outputs = Nd4j.createFromArray(new double[][] {{1, 1, 0}, {0, 0, 0}, {0, 1, 1}, {1, 1, 1}});
        return row.allowsOutputMasks()
                ? Arrays.asList(null, rows.castTo(type), outputs.castTo(type))
                : Arrays.asList(null, rows.castTo(type));
    }

    static void scoreMatchesReference(LossCase row) {
        assertThat(row.reference()).as("reference function in the table").isNotNull();
        for (DataType type : TYPES) {
            for (INDArray mask : masks(row, type)) {
                INDArray expected = expected(row, row.preOutput(type), mask);
                for (DataType labelType : TYPES) {
                    INDArray actual = row.subject()
                            .computeScoreArray(row.labels(labelType), row.preOutput(type), row.activation(), mask);
                    assertClose("score of rows, " + type + ", mask " + mask, actual, expected);
                }
            }
        }
    }

    private static INDArray expected(LossCase row, INDArray preOutput, INDArray mask) {
        INDArray labels = row.labels(DataType.DOUBLE);
        INDArray outputs = preOutput.castTo(DataType.DOUBLE);
        INDArray expected = Nd4j.create(DataType.DOUBLE, LossCase.ROWS, 1);
        for (int i = 0; i < LossCase.ROWS; i++) {
            double[] terms = row.reference()
                    .terms(labels.getRow(i).toDoubleVector(), outputs.getRow(i).toDoubleVector());
            double sum = 0;
            for (int k = 0; k < terms.length; k++) {
                double weight = mask == null ? 1 : mask.getDouble(i, mask.size(1) == 1 ? 0 : k);
                sum += weight * terms[k];
            }
            expected.putScalar(i, 0, sum);
        }
        return expected;
    }

    static void scoreIsSum(LossCase row) {
        INDArray labels = row.labels(DataType.DOUBLE);
        INDArray preOutput = row.preOutput(DataType.DOUBLE);
        for (INDArray mask : masks(row, DataType.DOUBLE)) {
            double sum = row.subject()
                    .computeScoreArray(labels, preOutput.dup(), row.activation(), mask)
                    .sumNumber()
                    .doubleValue();
            assertThat(score(row, labels, preOutput.dup(), mask, false)).isCloseTo(sum, within(1e-12));
            assertThat(score(row, labels, preOutput.dup(), mask, true)).isCloseTo(sum / LossCase.ROWS, within(1e-12));
        }
    }

    private static double score(LossCase row, INDArray labels, INDArray preOutput, INDArray mask, boolean average) {
        return row.subject().computeScore(labels, preOutput, row.activation(), mask, average);
    }

    private static INDArray gradient(LossCase row, INDArray labels, INDArray preOutput, INDArray mask) {
        return row.subject().computeGradient(labels, preOutput, row.activation(), mask);
    }

    static void gradientMatchesDifferences(LossCase row) {
        INDArray labels = row.labels(DataType.DOUBLE);
        INDArray preOutput = row.preOutput(DataType.DOUBLE);
        for (INDArray mask : masks(row, DataType.DOUBLE)) {
            INDArray gradient = gradient(row, labels, preOutput.dup(), mask);
            for (long i = 0; i < preOutput.length(); i++) {
                INDArray up = preOutput.dup();
                up.putScalar(i, up.getDouble(i) + STEP);
                INDArray down = preOutput.dup();
                down.putScalar(i, down.getDouble(i) - STEP);
                double difference =
                        (score(row, labels, up, mask, false) - score(row, labels, down, mask, false)) / (2 * STEP);
                assertThat(gradient.getDouble(i))
                        .as("gradient %d, mask %s", i, mask)
                        .isCloseTo(difference, within(1e-8));
            }
            INDArray single = gradient(
                    row, row.labels(DataType.FLOAT), row.preOutput(DataType.FLOAT), cast(mask, DataType.FLOAT));
            assertThat(single.dataType()).isEqualTo(DataType.FLOAT);
            assertClose("gradient in float", single, gradient(row, labels, row.preOutput(DataType.DOUBLE), mask));
        }
    }

    private static INDArray cast(INDArray mask, DataType type) {
        return mask == null ? null : mask.castTo(type);
    }

    static void together(LossCase row) {
        for (DataType type : TYPES) {
            INDArray labels = row.labels(type);
            for (INDArray mask : masks(row, type)) {
                for (boolean average : new boolean[] {false, true}) {
                    Pair<Double, INDArray> both = row.subject()
                            .computeGradientAndScore(labels, row.preOutput(type), row.activation(), mask, average);
                    assertThat(both.getFirst()).isEqualTo(score(row, labels, row.preOutput(type), mask, average));
                    assertIdentical("gradient", both.getSecond(), gradient(row, labels, row.preOutput(type), mask));
                }
            }
        }
    }

    static void maskedRows(LossCase row) {
        INDArray mask = masks(row, DataType.DOUBLE).get(1);
        INDArray hidden = mask.rsub(1).mul(10);
        INDArray labels = row.labels(DataType.DOUBLE);
        INDArray preOutput = row.preOutput(DataType.DOUBLE);
        INDArray otherLabels = labels.addColumnVector(hidden);
        INDArray otherOutput = preOutput.addColumnVector(
                hidden.mul(Nd4j.createFromArray(1.0, 2.0, 3.0, -4.0).reshape(4, 1)));
        otherOutput.putScalar(1, 0, -77);

        ILossFunction loss = row.subject();
        INDArray rows = loss.computeScoreArray(labels, preOutput.dup(), row.activation(), mask);
        assertIdentical(
                "score of rows with other masked rows",
                loss.computeScoreArray(otherLabels, otherOutput.dup(), row.activation(), mask),
                rows);
        INDArray gradient = gradient(row, labels, preOutput.dup(), mask);
        assertIdentical(
                "gradient with other masked rows",
                gradient(row, otherLabels, otherOutput.dup(), mask).add(0.0),
                gradient.add(0.0));
        for (int masked : new int[] {1, 3}) {
            assertThat(rows.getDouble(masked))
                    .as("score of masked row %d", masked)
                    .isZero();
            assertThat(gradient.getRow(masked).norm1Number().doubleValue())
                    .as("gradient of masked row %d", masked)
                    .isZero();
        }
    }

    static void extremes(LossCase row) {
        for (DataType type : TYPES) {
            INDArray extreme = Nd4j.createFromArray(
                            new double[][] {{1e4, -1e4, 0}, {-1e4, -1e4, -1e4}, {1e4, 1e4, 1e4}, {-1e4, 1e4, 1e4}})
                    .castTo(type);
            extreme = row.outputsPerLabel() == 1 ? extreme : Nd4j.hstack(extreme, extreme);
            for (INDArray mask : masks(row, type)) {
                assertFinite(
                        "score of rows",
                        row.subject().computeScoreArray(row.labels(type), extreme.dup(), row.activation(), mask));
                assertFinite("gradient", gradient(row, row.labels(type), extreme.dup(), mask));
            }
        }
    }

    static void shapes(LossCase row) {
        INDArray output = row.preOutput(DataType.FLOAT);
        assertRefused(row, Nd4j.ones(DataType.FLOAT, LossCase.ROWS, 2), output, null, "[4, 2]");
        assertRefused(row, Nd4j.ones(DataType.FLOAT, 2, Input.CLASSES), output, null, "[2, 3]");
        assertRefused(row, Nd4j.ones(DataType.FLOAT, Input.CLASSES, LossCase.ROWS), output, null, "[3, 4]");
        assertRefused(row, row.labels(DataType.FLOAT), output, Nd4j.ones(DataType.FLOAT, 3, 1), "[3, 1]");
        if (!row.allowsOutputMasks()) {
            String perOutput = Arrays.toString(output.shape());
            assertRefused(row, row.labels(DataType.FLOAT), output, Nd4j.onesLike(output), perOutput);
        }
    }

    private static void assertRefused(LossCase row, INDArray labels, INDArray output, INDArray mask, String named) {
        ILossFunction loss = row.subject();
        String expected = mask == null ? "[4, 3]" : "[4, 1]";
        List<Runnable> calls = List.of(
                () -> loss.computeScore(labels, output, row.activation(), mask, false),
                () -> loss.computeScoreArray(labels, output, row.activation(), mask),
                () -> loss.computeGradient(labels, output, row.activation(), mask),
                () -> loss.computeGradientAndScore(labels, output, row.activation(), mask, false));
        for (Runnable call : calls) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(named)
                    .hasMessageContaining(expected);
        }
    }
}
