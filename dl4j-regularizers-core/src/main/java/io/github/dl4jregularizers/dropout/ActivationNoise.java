package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.Objects;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;

/**
 * Random noise on activations in training: which elements share a draw, and where the draws come from.
 *
 * <p>{@link MaskedDropout} multiplies by its noise, {@link GaussianNoise} adds it. Identity at inference.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public abstract class ActivationNoise implements IDropout, Stochastic {

    private final MaskShape maskShape;
    private DataFormat dataFormat;
    private transient NoiseSource noise;

    /**
     * What every noise on activations has.
     *
     * @param maskShape which elements share a draw
     * @param dataFormat format of the activations ({@code CNN2DFormat}, {@code RNNFormat},
     *     {@code Convolution3D.DataFormat}); null for DL4J's default, channels first
     * @throws IllegalArgumentException if maskShape is missing, or maskShape and dataFormat contradict
     */
    ActivationNoise(MaskShape maskShape, DataFormat dataFormat) {
        this.maskShape = Arguments.required("maskShape", maskShape);
        if (maskShape == MaskShape.SAME_OVER_TIME && dataFormat != null && !(dataFormat instanceof RNNFormat)) {
            throw Arguments.invalid("dataFormat under MaskShape.SAME_OVER_TIME", "an RNNFormat", dataFormat);
        }
        this.dataFormat = dataFormat;
    }

    @Override
    public ActivationNoise withNoise(NoiseSource source) {
        ActivationNoise copy = clone();
        copy.noise = Arguments.required("source", source);
        return copy;
    }

    @Override
    public boolean drawsPerExample() {
        return true;
    }

    /** Where to draw from. */
    final NoiseSource source() {
        return noise == null ? BackendNoise.INSTANCE : noise;
    }

    /**
     * Which elements share a draw.
     *
     * @return as given
     */
    public final MaskShape maskShape() {
        return maskShape;
    }

    /**
     * The format of the activations.
     *
     * @return as given; null for channels first
     */
    public final DataFormat dataFormat() {
        return dataFormat;
    }

    /** The shape of the draws for activations of a shape; refuses activations that have none. */
    long[] shapeOfDraws(long[] activations) {
        return maskShape.of(activations, dataFormat);
    }

    /** Whether the noise depends on which axis holds the channels. */
    boolean dependsOnFormat() {
        return maskShape.dependsOnFormat();
    }

    /** Refuses, for the layer of that description, input that this noise does not fit. */
    void requireFits(InputType input, String layer) {
        if (!dependsOnFormat()) {
            return;
        }
        if (input.getType() == InputType.Type.CNNFlat) {
            throw Arguments.invalid(
                    "input of " + layer, "images, in their shape, for " + this + " (reshape them before)", input);
        }
        if (maskShape == MaskShape.SAME_OVER_TIME && input.getType() != InputType.Type.RNN) {
            throw Arguments.invalid("input of " + layer, "recurrent for " + this, input);
        }
        DataFormat format = MaskShape.formatOf(input);
        if (format != null && dataFormat != null && dataFormat != format) {
            throw Arguments.invalid(
                    "dataFormat of the " + getClass().getSimpleName() + " in " + layer,
                    "left out, or " + format + ", the format of the input",
                    dataFormat);
        }
    }

    /** Copies the noise, for activations in a format. */
    final ActivationNoise inFormat(DataFormat format) {
        ActivationNoise copy = clone();
        copy.dataFormat = format;
        return copy;
    }

    /** The array in the type that another has; itself if it has it already. */
    static INDArray typed(INDArray array, INDArray like) {
        return array.dataType() == like.dataType() ? array : array.castTo(like.dataType());
    }

    @Override
    public ActivationNoise clone() {
        try {
            return (ActivationNoise) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("IDropout is Cloneable", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        if (other == null || getClass() != other.getClass()) {
            return false;
        }
        ActivationNoise that = (ActivationNoise) other;
        return maskShape == that.maskShape && dataFormat == that.dataFormat;
    }

    @Override
    public int hashCode() {
        return Objects.hash(getClass(), maskShape, dataFormat);
    }

    /** The value that stands before mask shape and format in {@link #toString}. */
    abstract Object level();

    @Override
    public String toString() {
        String format = dataFormat == null ? "" : ", " + dataFormat;
        return getClass().getSimpleName() + "(" + level() + ", " + maskShape + format + ")";
    }
}
