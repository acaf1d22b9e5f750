package io.github.dl4jregularizers.internal.config;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Which numbers of a parameter belong to one unit: those that make one output, or one word of an embedding.
 *
 * <p>The parameter is seen as a small tensor over its memory, each axis of which counts units, what goes into a unit, or
 * blocks: parts of the layer that have inputs of their own, as the channels of a depthwise convolution.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
public final class Units implements Serializable {

    private static final long serialVersionUID = 1;

    /** What the axes of the tensor count. */
    public enum Axes {
        UNITS_INPUTS,
        INPUTS_UNITS,
        /** The three last units are no part of the layer's matrix, but diagonals beside it. */
        UNITS_INPUTS_PEEPHOLES,
        INPUTS_UNITS_INPUTS,
        BLOCKS_INPUTS_UNITS,
        INPUTS_BLOCKS_UNITS,
        UNITS_BLOCKS_INPUTS
    }

    public static final int PEEPHOLES = 3;

    private final Axes axes;
    private final long[] shape;

    @JsonCreator
    public Units(@JsonProperty("axes") Axes axes, @JsonProperty("shape") long... shape) {
        this.axes = axes;
        this.shape = shape;
    }

    /**
     * The units of a parameter; one unit for a parameter that is no weight.
     *
     * @throws IllegalArgumentException for a weight of a foreign layer that is no matrix and that the layer does not
     *     describe
     */
    public static Units of(
            TrainingConfig config, String layerName, String prefix, String name, ParameterShape parameter) {
        if (ParameterRole.of(config, name) != ParameterRole.WEIGHT) {
            return new Units(Axes.UNITS_INPUTS, 1, parameter.length());
        }
        return LayerDescription.units(config, name, parameter)
                .orElseThrow(() -> Arguments.invalid(
                        "parameter " + prefix + name + " of layer " + layerName,
                        "a matrix, or a weight of a layer with known units, or excluded",
                        config.getClass().getSimpleName() + " " + parameter));
    }

    /** A matrix [inputs, outputs]. */
    public static Units ofMatrix(ParameterShape weight) {
        long[] shape = weight.shape();
        return weight.order() == 'f'
                ? new Units(Axes.UNITS_INPUTS, shape[1], shape[0])
                : new Units(Axes.INPUTS_UNITS, shape[0], shape[1]);
    }

    /** How many numbers there are in one unit. */
    public long size() {
        switch (axes) {
            case UNITS_INPUTS:
            case UNITS_INPUTS_PEEPHOLES:
            case BLOCKS_INPUTS_UNITS:
                return shape[1];
            case INPUTS_UNITS:
            case INPUTS_BLOCKS_UNITS:
                return shape[0];
            case INPUTS_UNITS_INPUTS:
                return shape[0] * shape[2];
            default:
                return shape[2];
        }
    }

    /** A view of the parameter, or of its gradient, flat or in DL4J's shape: what {@link #norms} takes and scales. */
    public INDArray view(INDArray parameter) {
        INDArray flat = parameter.rank() == 1
                ? parameter
                : parameter.reshape(parameter.ordering(), new long[] {parameter.length()});
        return flat.reshape('c', shape.clone());
    }

    /** The norm of each unit of a view, in a shape to multiply the view by. */
    public INDArray norms(INDArray view) {
        switch (axes) {
            case UNITS_INPUTS:
            case UNITS_INPUTS_PEEPHOLES:
            case BLOCKS_INPUTS_UNITS:
                return view.norm2(true, 1);
            case INPUTS_UNITS:
            case INPUTS_BLOCKS_UNITS:
                return view.norm2(true, 0);
            case INPUTS_UNITS_INPUTS:
                return view.norm2(true, 0, 2);
            default:
                return view.norm2(true, 2);
        }
    }

    /**
     * The matrices [units, inputs] that the layer multiplies its input with: one, or one for each block.
     *
     * @param parameter flat or in DL4J's shape
     * @return views, or copies, which {@link #write} brings back
     */
    public INDArray[] matrices(INDArray parameter) {
        INDArray view = view(parameter);
        switch (axes) {
            case UNITS_INPUTS:
                return new INDArray[] {view};
            case INPUTS_UNITS:
                return new INDArray[] {view.transpose()};
            case UNITS_INPUTS_PEEPHOLES:
                return new INDArray[] {view.get(NDArrayIndex.interval(0, shape[0] - PEEPHOLES), NDArrayIndex.all())};
            case INPUTS_UNITS_INPUTS:
                return new INDArray[] {
                    view.permute(1, 0, 2).dup('c').reshape('c', new long[] {shape[1], shape[0] * shape[2]})
                };
            default:
                INDArray[] matrices = new INDArray[(int) shape[blockAxis()]];
                for (int block = 0; block < matrices.length; block++) {
                    matrices[block] = block(view, block).dup('c');
                }
                return matrices;
        }
    }

    /** Writes changed {@link #matrices} back to where they were taken from, unless they are views. */
    public void write(INDArray[] matrices, INDArray parameter) {
        switch (axes) {
            case INPUTS_UNITS_INPUTS:
                view(parameter)
                        .permute(1, 0, 2)
                        .assign(matrices[0].reshape('c', new long[] {shape[1], shape[0], shape[2]}));
                break;
            case BLOCKS_INPUTS_UNITS:
            case INPUTS_BLOCKS_UNITS:
            case UNITS_BLOCKS_INPUTS:
                INDArray view = view(parameter);
                for (int block = 0; block < matrices.length; block++) {
                    block(view, block).assign(matrices[block]);
                }
                break;
            default:
                break;
        }
    }

    private int blockAxis() {
        return axes == Axes.BLOCKS_INPUTS_UNITS ? 0 : 1;
    }

    private INDArray block(INDArray view, int block) {
        switch (axes) {
            case BLOCKS_INPUTS_UNITS:
                return view.slice(block, 0).transpose();
            case INPUTS_BLOCKS_UNITS:
                return view.slice(block, 1).transpose();
            default:
                return view.slice(block, 1);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Units && axes == ((Units) other).axes && Arrays.equals(shape, ((Units) other).shape);
    }

    @Override
    public int hashCode() {
        return Objects.hash(axes, Arrays.hashCode(shape));
    }

    @Override
    public String toString() {
        return axes + Arrays.toString(shape);
    }
}
