package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Arrays;
import java.util.Objects;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;

/**
 * Multiplies activations by a random mask of mean 1 in training, and is the identity at inference.
 *
 * <p>Formula: y = m * x, and dL/dx = m * dL/dy with the same m, element by element; m has the shape that
 * {@link MaskShape} gives for x and broadcasts. A subclass says only how m is drawn.
 *
 * <p>State is the mask between the forward and the backward pass, with the shape it is for, and nothing else: one
 * instance serves one layer at a time, {@code clone()} has its own, and an instance that a network's global
 * configuration sets is cloned by DL4J for each layer. The mask lives in the workspace the layer gives ({@code ArrayType.INPUT}), is gone after
 * {@code backprop} and {@code clear}, and the array of the caller is written only when it is also the result array.
 *
 * <p>Channels last: DL4J's ConvolutionLayer (NHWC) and SimpleRnn (NWC) hand over the gradient channels first, and the mask
 * is turned with it; activations whose axes after the first are all equally long are refused then, because the two
 * layouts could not be told apart: put a {@link NoiseLayer} with the dropout before the layer instead. DL4J's LSTM hands
 * its dropout NCW whatever its own format is: declare NCW there. None of this concerns a NoiseLayer, which keeps the
 * layout and checks the format when the network is built.
 */
public abstract class MaskedDropout extends ActivationNoise {

    private final DropRate dropRate;
    private transient INDArray mask;
    private transient long[] activations;
    private transient boolean gradientInSameLayout;

    /**
     * What every member of the family has.
     *
     * @param dropRate probability of dropping, or what the member makes of it
     * @param maskShape which elements share a draw
     * @param dataFormat format of the activations ({@code CNN2DFormat}, {@code RNNFormat},
     *     {@code Convolution3D.DataFormat}); null for DL4J's default, channels first
     * @throws IllegalArgumentException if dropRate or maskShape is missing, or maskShape and dataFormat contradict
     */
    protected MaskedDropout(DropRate dropRate, MaskShape maskShape, DataFormat dataFormat) {
        super(maskShape, dataFormat);
        this.dropRate = Arguments.required("dropRate", dropRate);
    }

    /**
     * Draws the mask. Called only for a drop rate above 0; every element has to be written, and has mean 1.
     *
     * @param mask array to fill, of the shape that the mask shape gives
     * @param dropRate the rate at this iteration, in (0, 1)
     * @param noise where to draw from
     */
    protected abstract void fillMask(INDArray mask, double dropRate, NoiseSource noise);

    @Override
    public final MaskedDropout withNoise(NoiseSource source) {
        return (MaskedDropout) super.withNoise(source);
    }

    /**
     * Says that gradients come in the layout of the activations: no need to tell it from their shape, which cannot be
     * done where all axes are equally long.
     */
    final void expectGradientInSameLayout() {
        gradientInSameLayout = true;
    }

    @Override
    public final INDArray applyDropout(
            INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaceMgr) {
        long[] shape = shapeOfDraws(input.shape());
        requireTellableLayout(input.shape());
        INDArray drawn = BackwardArrays.in(workspaceMgr)
                .createUninitialized(ArrayType.INPUT, result.dataType(), shape, result.ordering());
        double rate = dropRate.at(iteration, epoch);
        if (rate == 0) {
            drawn.assign(1);
        } else {
            fillMask(drawn, rate, source());
        }
        mask = drawn;
        activations = input.shape().clone();
        return multiply(input, drawn, result);
    }

    /** Where every axis but the first is equally long, the two layouts of {@link #maskFor} look the same. */
    private void requireTellableLayout(long[] shape) {
        if (!gradientInSameLayout
                && MaskShape.isChannelsLast(dataFormat())
                && maskShape() != MaskShape.PER_EXAMPLE
                && shape.length > 2
                && Arrays.stream(shape).skip(1).distinct().count() == 1) {
            throw Arguments.invalid(
                    "activations under dropout in " + dataFormat(),
                    "of axes that are not all equally long, because DL4J hands over their gradient channels first and"
                            + " it could not be told from channels last (put a new NoiseLayer(..) with this dropout"
                            + " before the layer instead)",
                    "of shape " + Arrays.toString(shape));
        }
    }

    @Override
    public final INDArray backprop(INDArray gradAtOutput, INDArray gradAtInput, int iteration, int epoch) {
        if (mask == null) {
            throw new IllegalStateException(getClass().getSimpleName()
                    + ".backprop needs the mask of a training forward pass, and there is none. If one instance was given"
                    + " to two layers, give each its own, or set it once for the whole network.");
        }
        INDArray result = multiply(gradAtOutput, maskFor(gradAtOutput), gradAtInput);
        clear();
        return result;
    }

    /**
     * The mask in the gradient's layout: where activations are channels last, DL4J's convolution and SimpleRnn layers
     * hand over the gradient while it is still channels first.
     */
    private INDArray maskFor(INDArray gradient) {
        INDArray turned = mask;
        if (!Arrays.equals(gradient.shape(), activations)) {
            for (int axis = mask.rank() - 1; axis > 1; axis--) {
                turned = turned.swapAxes(axis, axis - 1);
            }
        }
        return turned;
    }

    private static INDArray multiply(INDArray from, INDArray factor, INDArray to) {
        SharedDraws.combine(typed(from, to), typed(factor, to), to, MulOp::new);
        return to;
    }

    @Override
    public final void clear() {
        mask = null;
    }

    /**
     * The drop rate.
     *
     * @return as given
     */
    public final DropRate dropRate() {
        return dropRate;
    }

    @Override
    public MaskedDropout clone() {
        MaskedDropout copy = (MaskedDropout) super.clone();
        copy.mask = null;
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && dropRate.equals(((MaskedDropout) other).dropRate);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), dropRate);
    }

    @Override
    Object level() {
        return dropRate;
    }
}
