package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import io.github.dl4jregularizers.internal.dl4j.ParameterlessLayer;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Activation function with adaptive dropout (standout): the retain probability grows with the pre-activation.
 *
 * <p>Formula: y = f(z) m in training with m ~ Bernoulli(k(z)), and the mean y = f(z) k(z) at inference. The
 * pre-activation is z, the activation f, and the retain probability k(z) = sigmoid(alpha z + beta). Nothing is divided
 * by k. The paper learns a second network for k. This layer uses the paper's approximation: the scaled and shifted
 * weights of the layer below. In training dL/dz = m f'(z) dL/dy: no gradient flows through k, as in the paper. At
 * inference (a frozen layer) the derivative is exact: f'(z) k(z) + f(z) k'(z).
 *
 * <p>Shapes: any; output as input. No parameters. Place it after a layer with identity activation, whose output is z.
 * Sequence masks pass through. A dropout set for the whole network does not apply to it.
 *
 * <p>Defaults: alpha 1, beta 0, ReLU.
 *
 * <p>Errors: an {@link IllegalArgumentException} if alpha or beta is not finite, or the activation is not elementwise
 * (softmax) or random (randomized ReLU).
 *
 * <p>Paper: Ba and Frey, "Adaptive dropout for training deep neural networks", NIPS 2013.
 */
public final class AdaptiveDropout extends ParameterlessLayer implements Stochastic, SelfDescribed {

    @JsonProperty
    private final double alpha;

    @JsonProperty
    private final double beta;

    @JsonProperty
    private final IActivation activation;

    private transient NoiseSource noise;

    @JsonCreator
    private AdaptiveDropout(
            @JsonProperty("alpha") double alpha,
            @JsonProperty("beta") double beta,
            @JsonProperty("activation") IActivation activation) {
        this.alpha = Arguments.finite("alpha", alpha);
        this.beta = Arguments.finite("beta", beta);
        this.activation = Arguments.required("activation", activation);
        if (activation instanceof ActivationSoftmax || activation instanceof ActivationRReLU) {
            throw Arguments.invalid("activation", "elementwise and not random", activation);
        }
    }

    double alpha() {
        return alpha;
    }

    double beta() {
        return beta;
    }

    IActivation activation() {
        return activation;
    }

    NoiseSource noise() {
        return noise == null ? BackendNoise.INSTANCE : noise;
    }

    @Override
    public AdaptiveDropout withNoise(NoiseSource source) {
        AdaptiveDropout copy = clone();
        copy.noise = Arguments.required("source", source);
        return copy;
    }

    @Override
    public boolean appliesDropout() {
        return false;
    }

    @Override
    public boolean drawsPerExample() {
        return true;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType input) {
        return Arguments.required("input type of " + this, input);
    }

    @Override
    protected Layer runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new AdaptiveDropoutRuntime(conf, dataType);
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        long elements = input.arrayElementsPerExample();
        return memory(input, elements, 2 * elements);
    }

    @Override
    public AdaptiveDropout clone() {
        return (AdaptiveDropout) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof AdaptiveDropout) || !super.equals(other)) {
            return false;
        }
        AdaptiveDropout that = (AdaptiveDropout) other;
        return alpha == that.alpha && beta == that.beta && activation.equals(that.activation);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), alpha, beta, activation);
    }

    @Override
    public String toString() {
        return described() + "(alpha " + alpha + ", beta " + beta + ", " + activation + ")";
    }

    /** Builds an {@link AdaptiveDropout}. Nothing is required. */
    public static final class Builder {

        private double alpha = 1;
        private double beta;
        private IActivation activation = new ActivationReLU();
        private String name;

        /** Starts a builder with alpha 1, beta 0 and ReLU. */
        public Builder() {}

        /**
         * Sets the layer's name. Default: DL4J's, or the vertex name in a graph.
         *
         * @param layerName any name
         * @return this
         */
        public Builder name(String layerName) {
            name = layerName;
            return this;
        }

        /**
         * Sets the scale of the pre-activation in the retain probability. Default: 1.
         *
         * @param scale finite; 0 for the retain probability sigmoid(beta) of every unit, negative to drop active units
         * @return this
         */
        public Builder alpha(double scale) {
            alpha = scale;
            return this;
        }

        /**
         * Sets the shift: a unit with pre-activation 0 is retained at probability sigmoid(beta). Default: 0.
         *
         * @param shift finite
         * @return this
         */
        public Builder beta(double shift) {
            beta = shift;
            return this;
        }

        /**
         * Sets the activation function. Default: ReLU.
         *
         * @param function elementwise
         * @return this
         */
        public Builder activation(IActivation function) {
            activation = function;
            return this;
        }

        /**
         * Sets the activation function. Default: ReLU.
         *
         * @param function elementwise
         * @return this
         */
        public Builder activation(Activation function) {
            return activation(Arguments.required("activation", function).getActivationFunction());
        }

        /**
         * Builds the layer.
         *
         * @return a new configuration
         * @throws IllegalArgumentException if a value is outside its range
         */
        public AdaptiveDropout build() {
            AdaptiveDropout layer = new AdaptiveDropout(alpha, beta, activation);
            layer.setLayerName(name);
            return layer;
        }
    }
}
