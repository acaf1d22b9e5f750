package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Arrays;
import java.util.Objects;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.AddOp;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Adds Gaussian noise to activations in training.
 *
 * <p>Formula: y = x + n, n ~ N(0, s^2) with the standard deviation s in the units of the activations; dL/dx = dL/dy.
 * Identity at inference.
 *
 * <p>For noise on the inputs, start the network with {@code new NoiseLayer(new GaussianNoise(0.1))}. The features
 * are not changed.
 *
 * <p>Shapes: any activations with the example in dimension 0. {@link MaskShape} selects which elements share a draw.
 *
 * <p>Default: one draw per element.
 *
 * <p>Papers: Sietsma and Dow, "Creating artificial neural networks that generalize", Neural Networks 1991; Bishop,
 * "Training with Noise is Equivalent to Tikhonov Regularization", Neural Computation 1995.
 */
public final class GaussianNoise extends ActivationNoise {

    private final ISchedule standardDeviation;

    /**
     * Creates noise of constant strength, with one draw per element.
     *
     * @param standardDeviation standard deviation s, finite and at least 0
     * @throws IllegalArgumentException if standardDeviation is outside its range
     */
    public GaussianNoise(double standardDeviation) {
        this(standardDeviation, MaskShape.PER_ELEMENT, null);
    }

    /**
     * Creates noise with scheduled strength, with one draw per element.
     *
     * @param standardDeviation standard deviation s over iterations or epochs; each value is checked when it is used
     * @throws IllegalArgumentException if standardDeviation is missing
     */
    public GaussianNoise(ISchedule standardDeviation) {
        this(standardDeviation, MaskShape.PER_ELEMENT, null);
    }

    /**
     * Creates noise of constant strength with a mask shape.
     *
     * @param standardDeviation standard deviation s, finite and at least 0
     * @param maskShape which elements share a draw
     * @param dataFormat format of the activations; null for that of the input type, or channels first
     * @throws IllegalArgumentException if standardDeviation is outside its range, maskShape is missing, or maskShape
     *     and dataFormat contradict
     */
    public GaussianNoise(double standardDeviation, MaskShape maskShape, DataFormat dataFormat) {
        this(new FixedSchedule(standardDeviation), maskShape, dataFormat);
    }

    /**
     * Creates noise with scheduled strength and a mask shape.
     *
     * @param standardDeviation standard deviation s over iterations or epochs; each value is checked when it is used
     * @param maskShape which elements share a draw
     * @param dataFormat format of the activations; null for that of the input type, or channels first
     * @throws IllegalArgumentException if standardDeviation or maskShape is missing, or maskShape and dataFormat
     *     contradict
     */
    @JsonCreator
    public GaussianNoise(
            @JsonProperty("standardDeviation") ISchedule standardDeviation,
            @JsonProperty("maskShape") MaskShape maskShape,
            @JsonProperty("dataFormat") DataFormat dataFormat) {
        super(maskShape, dataFormat);
        this.standardDeviation = Arguments.required("standardDeviation", standardDeviation);
        if (standardDeviation instanceof FixedSchedule) {
            at(0, 0);
        }
    }

    private double at(int iteration, int epoch) {
        return Arguments.nonNegative("standardDeviation", standardDeviation.valueAt(iteration, epoch));
    }

    @Override
    public GaussianNoise withNoise(NoiseSource source) {
        return (GaussianNoise) super.withNoise(source);
    }

    @Override
    public INDArray applyDropout(
            INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaceMgr) {
        long[] shape = shapeOfDraws(input.shape());
        boolean drawnInPlace = input != result && Arrays.equals(shape, result.shape());
        INDArray drawn = drawnInPlace
                ? result
                : workspaceMgr.createUninitialized(
                        ArrayType.FF_WORKING_MEM, result.dataType(), shape, result.ordering());
        source().gaussian(drawn, 0, at(iteration, epoch));
        SharedDraws.combine(typed(input, result), drawn, result, AddOp::new);
        return result;
    }

    @Override
    public INDArray backprop(INDArray gradAtOutput, INDArray gradAtInput, int iteration, int epoch) {
        return gradAtInput == gradAtOutput ? gradAtInput : gradAtInput.assign(gradAtOutput);
    }

    /** Does nothing: the backward pass needs nothing from the forward pass. */
    @Override
    public void clear() {}

    /**
     * Returns the standard deviation of the noise.
     *
     * @return as given
     */
    public ISchedule standardDeviation() {
        return standardDeviation;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && standardDeviation.equals(((GaussianNoise) other).standardDeviation);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), standardDeviation);
    }

    @Override
    Object level() {
        return standardDeviation;
    }
}
