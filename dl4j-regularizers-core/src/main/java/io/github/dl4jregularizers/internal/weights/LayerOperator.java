package io.github.dl4jregularizers.internal.weights;

import io.github.dl4jregularizers.internal.config.ParameterRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The linear part of a layer at one input size: the forward pass of one example without bias, activation and dropout.
 * The backward pass is the transpose. DL4J's layer computes both, with its stride, padding, dilation and data format.
 */
public final class LayerOperator implements LinearOperator {

    private final org.deeplearning4j.nn.api.Layer layer;
    private final long[] inputShape;
    private final DataType type;

    private LayerOperator(org.deeplearning4j.nn.api.Layer layer, long[] inputShape, DataType type) {
        this.layer = layer;
        this.inputShape = inputShape;
        this.type = type;
    }

    /**
     * Creates the operator of a layer that is linear except for its activation.
     *
     * @param conf the layer's configuration
     * @param parameters the layer's parameters by name; copied, in single precision if they are in half
     * @param inputShape of one example, with a first dimension of 1
     */
    public static LayerOperator of(NeuralNetConfiguration conf, Map<String, INDArray> parameters, long[] inputShape) {
        Layer linear = conf.getLayer().clone();
        linear.setIDropout(null);
        linear.setConstraints(null);
        if (linear instanceof BaseLayer) {
            ((BaseLayer) linear).setActivationFn(new ActivationIdentity());
            ((BaseLayer) linear).setWeightNoise(null);
        }
        NeuralNetConfiguration alone = conf.clone();
        alone.setLayer(linear);
        alone.setVariables(new ArrayList<>());
        DataType type = parameters.values().stream().anyMatch(one -> one.dataType() == DataType.DOUBLE)
                ? DataType.DOUBLE
                : DataType.FLOAT;
        long length = linear.initializer().numParams(alone);
        INDArray flat = length == 0 ? null : Nd4j.zeros(type, 1, length);
        org.deeplearning4j.nn.api.Layer layer = linear.instantiate(alone, null, 0, flat, false, type);
        if (flat != null) {
            layer.setBackpropGradientsViewArray(Nd4j.zeros(type, 1, length));
            layer.paramTable().forEach((name, parameter) -> {
                if (ParameterRole.of(linear, name) != ParameterRole.BIAS) {
                    parameter.assign(parameters.get(name).castTo(type));
                }
            });
        }
        return new LayerOperator(layer, inputShape.clone(), type);
    }

    @Override
    public DataType dataType() {
        return type;
    }

    @Override
    public long[] inputShape() {
        return inputShape.clone();
    }

    @Override
    public INDArray apply(INDArray input) {
        return layer.activate(input.dup(), false, LayerWorkspaceMgr.noWorkspaces())
                .dup();
    }

    @Override
    public INDArray transposed(INDArray output) {
        layer.setInput(Nd4j.zeros(type, inputShape), LayerWorkspaceMgr.noWorkspaces());
        return layer.backpropGradient(output.dup(), LayerWorkspaceMgr.noWorkspaces())
                .getSecond()
                .dup();
    }

    /** Of the inputs; the outputs may be fewer. */
    @Override
    public long rank() {
        return Arrays.stream(inputShape).reduce(1, (product, size) -> product * size);
    }
}
