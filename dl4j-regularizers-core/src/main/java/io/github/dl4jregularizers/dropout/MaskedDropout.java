package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.DataFormats;
import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Arrays;
import java.util.Objects;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;

/**
 * Multiplies activations by a random mask of mean 1 in training; identity at inference.
 *
 * <p>Formula: y = m x and dL/dx = m dL/dy, elementwise. {@link MaskShape} defines the shape of m, which broadcasts.
 * Subclasses define the distribution of m.
 *
 * <p>State: the mask, from the forward to the backward pass, in the layer's workspace ({@code ArrayType.INPUT}). One
 * instance is for one layer at a time; {@code clone()} starts without state. DL4J clones an instance of the global
 * configuration per layer. The input array is written only if it is also the result array.
 *
 * <p>Channels last: DL4J's ConvolutionLayer (NHWC) and SimpleRnn (NWC) pass gradients channels first, and the mask is
 * permuted to match. If all axes after the first have equal lengths, the layouts are indistinguishable, and the
 * activations are refused: use a {@link NoiseLayer} before the layer. DL4J's LSTM passes NCW to its dropout whatever
 * its format: declare NCW. A NoiseLayer has none of these limits.
 *
 * <p>Frozen layers: in {@code FrozenLayerWithBackprop}, DL4J applies a layer's own dropout in the backward pass
 * although the forward pass had none. Use a NoiseLayer there.
 */
public abstract class MaskedDropout extends ActivationNoise {

    private final DropRate dropRate;
    private transient INDArray mask;
    private transient long[] activations;
    private transient boolean gradientInSameLayout;

    /**
     * Initializes the dropout.
     *
     * @param dropRate drop rate, or the strength derived from it
     * @param maskShape which elements share a draw
     * @param dataFormat format of the activations ({@code CNN2DFormat}, {@code RNNFormat},
     *     {@code Convolution3D.DataFormat}); null for that of the input type, or channels first
     * @throws IllegalArgumentException if dropRate or maskShape is missing, or maskShape contradicts dataFormat
     */
    protected MaskedDropout(DropRate dropRate, MaskShape maskShape, DataFormat dataFormat) {
        super(maskShape, dataFormat);
        this.dropRate = Arguments.required("dropRate", dropRate);
    }

    /**
     * Fills the mask with draws of mean 1. Called for drop rates above 0 only.
     *
     * @param mask array to fill, every element
     * @param dropRate rate at this iteration, in (0, 1)
     * @param noise supplies the draws
     */
    protected abstract void fillMask(INDArray mask, double dropRate, NoiseSource noise);

    @Override
    public final MaskedDropout withNoise(NoiseSource source) {
        return (MaskedDropout) super.withNoise(source);
    }

    /** Declares that gradients have the layout of the activations, whatever their shape. */
    final void expectGradientInSameLayout() {
        gradientInSameLayout = true;
    }

    @Override
    public final INDArray applyDropout(
            INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaceMgr) {
        requireTellableLayout(input.shape());
        mask = draw(input.shape(), result.dataType(), result.ordering(), iteration, epoch, workspaceMgr);
        activations = input.shape().clone();
        return multiply(input, mask, result);
    }

    /** A mask for activations of a shape, in the memory for arrays of the backward pass. */
    final INDArray draw(
            long[] shape, DataType type, char order, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
        INDArray drawn =
                BackwardArrays.in(workspaces).createUninitialized(ArrayType.INPUT, type, shapeOfDraws(shape), order);
        double rate = dropRate.at(iteration, epoch);
        if (rate == 0) {
            drawn.assign(1);
        } else {
            fillMask(drawn, rate, source());
        }
        return drawn;
    }

    /** Refuses shapes in which the two layouts of {@link #maskFor} are indistinguishable. */
    private void requireTellableLayout(long[] shape) {
        if (!gradientInSameLayout
                && DataFormats.isChannelsLast(dataFormat())
                && maskShape() != MaskShape.PER_EXAMPLE
                && shape.length > 2
                && Arrays.stream(shape).skip(1).distinct().count() == 1) {
            throw Arguments.invalid(
                    "activations under dropout in " + dataFormat(),
                    "of axes of different lengths, because DL4J passes their gradient channels first and the layouts"
                            + " would be indistinguishable (use new NoiseLayer(..) with this dropout before the layer"
                            + " instead)",
                    "of shape " + Arrays.toString(shape));
        }
    }

    @Override
    public final INDArray backprop(INDArray gradAtOutput, INDArray gradAtInput, int iteration, int epoch) {
        if (mask == null) {
            throw new IllegalStateException(getClass().getSimpleName()
                    + ".backprop has no mask: no training forward pass preceded it, or two layers share this instance."
                    + " Give each layer its own instance, or set it once for the whole network.");
        }
        INDArray result = multiply(gradAtOutput, maskFor(gradAtOutput), gradAtInput);
        clear();
        return result;
    }

    /**
     * Returns the mask in the layout of the gradient. For channels-last activations, DL4J's convolution and SimpleRnn
     * layers pass the gradient channels first.
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
     * Returns the drop rate.
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
