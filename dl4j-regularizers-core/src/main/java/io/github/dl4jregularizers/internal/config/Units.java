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
 * The unit axes of a parameter. A unit is the set of weights of one output, or of one word of an embedding.
 *
 * <p>Views the parameter's memory as a tensor with axes for units, inputs of a unit, and blocks. A block is a part of
 * the layer with separate inputs, such as a channel of a depthwise convolution.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
public final class Units implements Serializable {

    private static final long serialVersionUID = 1;

    /** The axes of the tensor. */
    public enum Axes {
        UNITS_INPUTS,
        INPUTS_UNITS,
        /** The last three units are peephole diagonals, outside the layer's matrix. */
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
     * Returns the units of a parameter; one unit for a parameter that is no weight.
     *
     * @throws IllegalArgumentException for a foreign layer's weight that is no matrix, unless the layer describes its
     *     units
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

    /** Returns the units of a matrix [inputs, outputs]. */
    public static Units ofMatrix(ParameterShape weight) {
        long[] shape = weight.shape();
        return weight.order() == 'f'
                ? new Units(Axes.UNITS_INPUTS, shape[1], shape[0])
                : new Units(Axes.INPUTS_UNITS, shape[0], shape[1]);
    }

    /** Returns the number of weights per unit. */
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

    /** Views a parameter or its gradient, flat or in DL4J's shape, as the tensor for {@link #norms}. */
    public INDArray view(INDArray parameter) {
        INDArray flat = parameter.rank() == 1
                ? parameter
                : parameter.reshape(parameter.ordering(), new long[] {parameter.length()});
        return flat.reshape('c', shape.clone());
    }

    /** Returns the norm of each unit of a view, in a shape that broadcasts over the view. */
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
     * Returns the layer's matrices [units, inputs]: one, or one per block.
     *
     * @param parameter flat or in DL4J's shape
     * @return views, or copies to be written back by {@link #write}
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

    /** Writes changed {@link #matrices} back into the parameter, unless they are views. */
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
