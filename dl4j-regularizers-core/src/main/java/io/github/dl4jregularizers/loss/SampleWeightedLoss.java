package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Sums one or more losses, with a weight per row and loss that comes with the labels.
 *
 * <p>Formula per row, for losses L_1 to L_n with labels y_i and weights w_i: L = sum_i w_i L_i(y_i). A row of weight 0
 * adds nothing. With one loss this is the sample weight of other libraries. {@code semisupervised} writes such labels.
 *
 * <p>Shapes: outputs [rows, outputs]; labels [rows, n outputs + n], the labels of all losses followed by the n weights.
 * A loss with fewer labels than outputs has its own number of columns. Labels of the first loss alone count with
 * weight 1, so that the network can be scored on ordinary data. {@code CnnLossLayer} requires labels of the output's
 * shape, so weights per pixel are not possible. Masks and activations: those that every loss inside allows. Weights
 * multiply the mask of the losses inside, which must be sums over rows.
 *
 * <p>Errors: {@code IllegalArgumentException} at first use for labels of another shape.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public final class SampleWeightedLoss implements ILossFunction {

    private final List<ILossFunction> losses;

    /**
     * Creates a sum of losses.
     *
     * @param losses at least one
     * @throws IllegalArgumentException if losses is empty, or a loss is null or a {@link FloodedLoss}, which is no sum
     *     over rows
     */
    public SampleWeightedLoss(ILossFunction... losses) {
        this(Arrays.asList(Arguments.required("losses", losses)));
    }

    @JsonCreator
    SampleWeightedLoss(@JsonProperty("losses") List<ILossFunction> losses) {
        Arguments.atLeast("number of losses", losses.size(), 1);
        for (ILossFunction loss : losses) {
            if (Arguments.required("loss", loss) instanceof FloodedLoss) {
                throw Arguments.invalid("loss", "a sum over rows (put FloodedLoss around this loss)", loss);
            }
        }
        this.losses = List.copyOf(losses);
    }

    /**
     * Returns the losses inside.
     *
     * @return an immutable list
     */
    public List<ILossFunction> losses() {
        return losses;
    }

    private static int columns(ILossFunction loss, INDArray preOutput) {
        int outputs = (int) preOutput.size(1);
        return loss instanceof RowLoss ? (int) ((RowLoss) loss).labelsFor(outputs) : outputs;
    }

    /** Calls one of the methods of a loss. */
    @FunctionalInterface
    private interface Call<T> {
        T of(ILossFunction loss, INDArray labels, INDArray preOutput, INDArray mask);
    }

    /** Calls each loss with its labels and its mask. DL4J's losses overwrite the pre-activations. */
    private <T> List<T> each(INDArray labels, INDArray preOutput, INDArray mask, Call<T> call) {
        int plain = columns(losses.get(0), preOutput);
        int all = losses.stream().mapToInt(loss -> columns(loss, preOutput)).sum() + losses.size();
        if (labels.rank() == 2 && labels.size(0) == preOutput.size(0) && labels.size(1) == plain) {
            return List.of(call.of(losses.get(0), labels, preOutput.dup(), mask));
        }
        if (labels.rank() != 2 || labels.size(0) != preOutput.size(0) || labels.size(1) != all) {
            throw Arguments.invalid(
                    "labels",
                    "of shape " + Arrays.toString(new long[] {preOutput.size(0), plain}) + ", or with weights "
                            + Arrays.toString(new long[] {preOutput.size(0), all}),
                    Arrays.toString(labels.shape()));
        }
        List<T> results = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < losses.size(); i++) {
            int to = from + columns(losses.get(i), preOutput);
            int place = all - losses.size() + i;
            INDArray weights = slice(labels, place, place + 1);
            INDArray factors =
                    mask == null ? weights : mask.castTo(weights.dataType()).mulColumnVector(weights);
            results.add(call.of(losses.get(i), slice(labels, from, to), preOutput.dup(), factors));
            from = to;
        }
        return results;
    }

    private static INDArray slice(INDArray labels, int from, int to) {
        return labels.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)).dup();
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        double sum = 0;
        for (double score : each(
                labels,
                preOutput,
                mask,
                (loss, its, outputs, factors) -> loss.computeScore(its, outputs, activation, factors, false))) {
            sum += score;
        }
        return average ? sum / preOutput.size(0) : sum;
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        return sum(each(
                labels,
                preOutput,
                mask,
                (loss, its, outputs, factors) -> loss.computeScoreArray(its, outputs, activation, factors)));
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        return sum(each(
                labels,
                preOutput,
                mask,
                (loss, its, outputs, factors) -> loss.computeGradient(its, outputs, activation, factors)));
    }

    private static INDArray sum(List<INDArray> arrays) {
        return arrays.stream().reduce(INDArray::add).orElseThrow();
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        return Pair.of(
                computeScore(labels, preOutput, activation, mask, average),
                computeGradient(labels, preOutput, activation, mask));
    }

    @Override
    public String name() {
        return toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SampleWeightedLoss && losses.equals(((SampleWeightedLoss) other).losses);
    }

    @Override
    public int hashCode() {
        return losses.hashCode();
    }

    @Override
    public String toString() {
        return "SampleWeightedLoss" + losses;
    }
}
