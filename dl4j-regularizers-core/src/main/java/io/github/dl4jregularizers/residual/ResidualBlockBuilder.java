package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;

/** Settings of a {@link ResidualBlock}. */
abstract class ResidualBlockBuilder<B extends ResidualBlockBuilder<B>> {

    String name;
    List<Layer> body = List.of();
    List<Layer> shortcut = List.of();
    DropRate dropRate = DropRate.of(0);
    boolean perExample;
    boolean scaleAtInference;
    boolean freezeDropped;
    IActivation activation = Activation.RELU.getActivationFunction();

    abstract B self();

    /**
     * Sets the layer's name. Default: DL4J's, or the vertex name in a graph.
     *
     * @param layerName any name
     * @return this builder
     */
    public B name(String layerName) {
        name = layerName;
        return self();
    }

    /**
     * Sets the layers of the body.
     *
     * @param layers one or more hidden layers, the first one next to the input
     * @return this builder
     */
    public B body(Layer... layers) {
        body = Arrays.asList(Arguments.required("body", layers));
        return self();
    }

    /**
     * Sets the layers of the shortcut. Default: none, the identity.
     *
     * @param layers hidden layers, such as a 1x1 convolution and its normalization
     * @return this builder
     */
    public B shortcut(Layer... layers) {
        shortcut = Arrays.asList(Arguments.required("shortcut", layers));
        return self();
    }

    /**
     * Sets the drop rate of the body. Default: 0, a plain residual block.
     *
     * @param rate drop rate
     * @return this builder
     */
    public B dropRate(DropRate rate) {
        dropRate = rate;
        return self();
    }

    /**
     * Sets whether the body is dropped per example (DropPath) instead of per batch (stochastic depth). The body runs on
     * the kept examples only: BatchNormalization inside sees no others. Default: false.
     *
     * @param drawPerExample true for one draw per example
     * @return this builder
     */
    public B perExample(boolean drawPerExample) {
        perExample = drawPerExample;
        return self();
    }

    /**
     * Sets where the body is scaled: at inference by the retain probability, as in the paper, or in training by its
     * inverse. Default: false, in training.
     *
     * @param atInference true to scale at inference
     * @return this builder
     */
    public B scaleAtInference(boolean atInference) {
        scaleAtInference = atInference;
        return self();
    }

    /**
     * Sets whether a body that was dropped for the whole batch keeps its weights in that step: neither momentum nor
     * weight decay moves them. Default: false, as in the paper's code.
     *
     * @param freeze true to keep them
     * @return this builder
     */
    public B freezeDropped(boolean freeze) {
        freezeDropped = freeze;
        return self();
    }

    /**
     * Sets the activation after the addition. Default: ReLU.
     *
     * @param function {@code IDENTITY} for pre-activation blocks
     * @return this builder
     */
    public B activation(Activation function) {
        return activation(Arguments.required("activation", function).getActivationFunction());
    }

    /**
     * Sets the activation after the addition. Default: ReLU.
     *
     * @param function any activation function
     * @return this builder
     */
    public B activation(IActivation function) {
        activation = function;
        return self();
    }
}
