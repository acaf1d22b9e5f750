package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Distillation: trains towards the softened probabilities of a teacher and towards the labels.
 *
 * <p>Formula per row, with logits z, labels y, the probabilities q of the teacher, a temperature T and a weight w of
 * the labels: L = w CE(y, softmax(z)) + (1 - w) T^2 KL(q_T || softmax(z / T)). q_T is proportional to q^(1/T), the
 * softmax of the teacher's logits divided by T. The factor T^2 keeps the size of the gradient as T changes.
 *
 * <p>Shapes: logits [rows, classes]; labels [rows, 2 classes], the labels followed by the teacher's probabilities.
 * {@code transfer.TeacherLabels} appends the latter to every batch. With labels [rows, classes] the loss is the cross
 * entropy, so that the network can be scored on ordinary data. {@code CnnLossLayer} requires labels of the output's
 * shape, so segmentation cannot be distilled. Masks and errors: {@link SoftmaxLoss}.
 *
 * <p>Paper: Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015.
 */
public final class DistillationLoss extends SoftmaxLoss {

    private final double temperature;
    private final double labelWeight;

    /**
     * Creates the loss.
     *
     * @param temperature T, finite and above 0; 2 to 20 in the paper
     * @param labelWeight w, in [0, 1]; 0 trains on the teacher's probabilities alone
     * @throws IllegalArgumentException if an argument is outside its range
     */
    @JsonCreator
    public DistillationLoss(
            @JsonProperty("temperature") double temperature, @JsonProperty("labelWeight") double labelWeight) {
        this.temperature = Arguments.positive("temperature", temperature);
        this.labelWeight = Arguments.between("labelWeight", labelWeight, 0, 1);
    }

    @Override
    void checkLabels(long[] shape, long rows, long outputs) {
        if (!Arrays.equals(shape, new long[] {rows, outputs})
                && !Arrays.equals(shape, new long[] {rows, 2 * outputs})) {
            throw Arguments.invalid(
                    "labels",
                    "of shape " + Arrays.toString(new long[] {rows, outputs}) + ", or with the teacher's outputs "
                            + Arrays.toString(new long[] {rows, 2 * outputs}),
                    Arrays.toString(shape));
        }
    }

    @Override
    double loss(double[] labels, SoftmaxRow row, double[] derivatives) {
        int classes = derivatives.length;
        boolean taught = labels.length > classes;
        double weight = taught ? labelWeight : 1;
        double loss = 0;
        for (int k = 0; k < classes; k++) {
            loss -= weight * labels[k] * row.logProbabilities[k];
            derivatives[k] = -weight * labels[k];
        }
        return taught ? loss + (1 - weight) * addDivergence(labels, row, derivatives) : loss;
    }

    /** Returns the scaled divergence and adds its weighted derivatives. */
    private double addDivergence(double[] labels, SoftmaxRow row, double[] derivatives) {
        int classes = derivatives.length;
        double[] teacherLogits = new double[classes];
        double[] studentLogits = new double[classes];
        for (int k = 0; k < classes; k++) {
            teacherLogits[k] = Math.log(Math.max(labels[classes + k], Double.MIN_NORMAL)) / temperature;
            studentLogits[k] = row.logProbabilities[k] / temperature;
        }
        SoftmaxRow teacher = new SoftmaxRow(classes);
        SoftmaxRow student = new SoftmaxRow(classes);
        teacher.compute(teacherLogits);
        student.compute(studentLogits);
        double divergence = 0;
        for (int k = 0; k < classes; k++) {
            divergence += teacher.probabilities[k] * (teacher.logProbabilities[k] - student.logProbabilities[k]);
            derivatives[k] += (1 - labelWeight) * temperature * (student.probabilities[k] - teacher.probabilities[k]);
        }
        return temperature * temperature * divergence;
    }

    @Override
    INDArray losses(INDArray labels, SoftmaxColumns softmax, INDArray derivatives) {
        long classes = derivatives.size(1);
        boolean taught = labels.size(1) > classes;
        INDArray given = taught ? labels.get(NDArrayIndex.all(), NDArrayIndex.interval(0, classes)) : labels;
        INDArray weighted = given.mul(taught ? -labelWeight : -1);
        derivatives.assign(weighted);
        INDArray losses = weighted.muli(softmax.logProbabilities);
        if (!taught) {
            return losses;
        }
        INDArray outputs = labels.get(NDArrayIndex.all(), NDArrayIndex.interval(classes, 2 * classes));
        INDArray floor = Nd4j.valueArrayOf(outputs.shape(), Double.MIN_NORMAL, outputs.dataType());
        SoftmaxColumns teacher = new SoftmaxColumns(
                Transforms.log(Transforms.max(outputs, floor, true), false).divi(temperature));
        SoftmaxColumns student = new SoftmaxColumns(softmax.logProbabilities.div(temperature));
        derivatives.addi(student.probabilities.sub(teacher.probabilities).muli((1 - labelWeight) * temperature));
        INDArray divergence =
                teacher.logProbabilities.sub(student.logProbabilities).muli(teacher.probabilities);
        return losses.addi(divergence.muli((1 - labelWeight) * temperature * temperature));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DistillationLoss
                && temperature == ((DistillationLoss) other).temperature
                && labelWeight == ((DistillationLoss) other).labelWeight;
    }

    @Override
    public int hashCode() {
        return Objects.hash(temperature, labelWeight);
    }

    @Override
    public String toString() {
        return "DistillationLoss(temperature " + temperature + ", labels " + labelWeight + ")";
    }
}
