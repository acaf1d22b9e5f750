package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Wraps a loss and refuses labels that are not a distribution over classes, such as rows of zeros and multi-hot rows.
 *
 * <p>Checks every unmasked row at every call: no label below 0, and a sum of 1 within 1e-3. The cost is one read of the
 * labels per call. DL4J calls a loss for the gradient and for the score.
 *
 * <p>Shapes, masks and activations: those of the loss inside, with labels [rows, classes].
 *
 * <p>Errors: {@code IllegalArgumentException} that names the row and its sum or label.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public final class CheckedLabelsLoss implements ILossFunction {

    private static final double TOLERANCE = 1e-3;

    private final ILossFunction loss;

    /**
     * Checks the labels of a loss.
     *
     * @param loss the loss inside, such as {@link LabelSmoothingLoss} or DL4J's {@code LossMCXENT}
     * @throws IllegalArgumentException if loss is null
     */
    @JsonCreator
    public CheckedLabelsLoss(@JsonProperty("loss") ILossFunction loss) {
        this.loss = Arguments.required("loss", loss);
    }

    private void check(INDArray labels, INDArray mask) {
        HostMatrix rows = HostMatrix.of(labels);
        HostMatrix factors = mask == null ? null : HostMatrix.of(mask);
        double[] values = new double[rows.columns()];
        for (int row = 0; row < rows.rows(); row++) {
            if (factors == null || isPresent(factors, row)) {
                rows.read(row, values);
                double sum = 0;
                for (double value : values) {
                    sum += Arguments.nonNegative("label in row " + row, value);
                }
                if (Math.abs(sum - 1) > TOLERANCE) {
                    throw Arguments.invalid("sum of the labels in row " + row, "1 (one-hot or probabilities)", sum);
                }
            }
        }
    }

    private static boolean isPresent(HostMatrix factors, int row) {
        double[] values = new double[factors.columns()];
        factors.read(row, values);
        for (double value : values) {
            if (value != 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        check(labels, mask);
        return loss.computeScore(labels, preOutput, activation, mask, average);
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        check(labels, mask);
        return loss.computeScoreArray(labels, preOutput, activation, mask);
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        check(labels, mask);
        return loss.computeGradient(labels, preOutput, activation, mask);
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        check(labels, mask);
        return loss.computeGradientAndScore(labels, preOutput, activation, mask, average);
    }

    @Override
    public String name() {
        return toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CheckedLabelsLoss && loss.equals(((CheckedLabelsLoss) other).loss);
    }

    @Override
    public int hashCode() {
        return 31 * loss.hashCode();
    }

    @Override
    public String toString() {
        return "CheckedLabelsLoss(" + loss + ")";
    }
}
