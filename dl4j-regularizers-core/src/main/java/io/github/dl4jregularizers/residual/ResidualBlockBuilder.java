package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;

/** What can be set of a {@link ResidualBlock}. */
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
     * The layer's name. Default: the one DL4J gives, or the vertex's name in a graph.
     *
     * @param layerName any name
     * @return this builder
     */
    public B name(String layerName) {
        name = layerName;
        return self();
    }

    /**
     * The layers that may be left out.
     *
     * @param layers one or more hidden layers, the first one next to the input
     * @return this builder
     */
    public B body(Layer... layers) {
        body = Arrays.asList(Arguments.required("body", layers));
        return self();
    }

    /**
     * The layers that the shortcut has. Default: none, the identity.
     *
     * @param layers hidden layers, such as a convolution 1x1 and its normalization
     * @return this builder
     */
    public B shortcut(Layer... layers) {
        shortcut = Arrays.asList(Arguments.required("shortcut", layers));
        return self();
    }

    /**
     * The probability of dropping the body. Default: 0, a plain residual block.
     *
     * @param rate drop rate
     * @return this builder
     */
    public B dropRate(DropRate rate) {
        dropRate = rate;
        return self();
    }

    /**
     * Whether each example's body is dropped by itself, instead of the whole batch's. The body is computed only for
     * the examples that keep it, so that BatchNormalization inside sees only those. Default: false.
     *
     * @param drawPerExample true for a draw for each example
     * @return this builder
     */
    public B perExample(boolean drawPerExample) {
        perExample = drawPerExample;
        return self();
    }

    /**
     * Whether inference multiplies the body by the retain probability, instead of training dividing by it. Default:
     * false; the paper does it.
     *
     * @param atInference true to scale at inference
     * @return this builder
     */
    public B scaleAtInference(boolean atInference) {
        scaleAtInference = atInference;
        return self();
    }

    /**
     * Whether the weights of a body stay as they are in a step that dropped it for the whole batch: neither momentum nor
     * weight decay moves them then. Default: false, as in the paper's own code.
     *
     * @param freeze true to let them stay
     * @return this builder
     */
    public B freezeDropped(boolean freeze) {
        freezeDropped = freeze;
        return self();
    }

    /**
     * What follows the addition. Default: ReLU.
     *
     * @param function {@code IDENTITY} for pre-activation blocks
     * @return this builder
     */
    public B activation(Activation function) {
        return activation(Arguments.required("activation", function).getActivationFunction());
    }

    /**
     * What follows the addition. Default: ReLU.
     *
     * @param function any activation function
     * @return this builder
     */
    public B activation(IActivation function) {
        activation = function;
        return self();
    }
}
