package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.DataFormats;
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
 * Random noise on activations in training; identity at inference. Holds the mask shape, the data format and the noise
 * source. {@link MaskedDropout} multiplies by its noise, {@link GaussianNoise} adds it.
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
     * Initializes the noise.
     *
     * @param maskShape which elements share a draw
     * @param dataFormat format of the activations ({@code CNN2DFormat}, {@code RNNFormat},
     *     {@code Convolution3D.DataFormat}); null for that of the input type, or channels first
     * @throws IllegalArgumentException if maskShape is missing, or contradicts dataFormat
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

    /** Returns the noise source. */
    final NoiseSource source() {
        return noise == null ? BackendNoise.INSTANCE : noise;
    }

    /**
     * Returns which elements share a draw.
     *
     * @return as given
     */
    public final MaskShape maskShape() {
        return maskShape;
    }

    /**
     * Returns the format of the activations.
     *
     * @return as given; null if none was given
     */
    public final DataFormat dataFormat() {
        return dataFormat;
    }

    /** Computes the shape of the draws. Refuses activations of the wrong rank. */
    long[] shapeOfDraws(long[] activations) {
        return maskShape.of(activations, dataFormat);
    }

    /** Tests whether the noise depends on the channel axis. */
    boolean dependsOnFormat() {
        return maskShape.dependsOnFormat();
    }

    /** Refuses input of the wrong kind or format, in the name of a layer. */
    void requireFits(InputType input, String layer) {
        if (!dependsOnFormat()) {
            return;
        }
        if (input.getType() == InputType.Type.CNNFlat) {
            throw Arguments.invalid(
                    "input of " + layer,
                    "images of shape [channels, height, width] for " + this + " (reshape them first)",
                    input);
        }
        if (maskShape == MaskShape.SAME_OVER_TIME && input.getType() != InputType.Type.RNN) {
            throw Arguments.invalid("input of " + layer, "recurrent for " + this, input);
        }
        DataFormat format = DataFormats.of(input);
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

    /** Casts an array to the type of another. Returns the array itself if the types agree. */
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

    /** Returns the strength of the noise, for {@link #toString}. */
    abstract Object level();

    @Override
    public String toString() {
        String format = dataFormat == null ? "" : ", " + dataFormat;
        return getClass().getSimpleName() + "(" + level() + ", " + maskShape + format + ")";
    }
}
