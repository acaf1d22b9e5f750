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
 * An activation function with dropout that depends on what the unit computes: the more active a unit, the likelier it is
 * kept (standout).
 *
 * <p>Formula, of a pre-activation z and its retain probability k(z) = sigmoid(alpha z + beta): y = f(z) m in training, with
 * m = 1 at probability k(z) and 0 otherwise; y = f(z) k(z), its mean, at inference. Nothing is divided by the retain
 * probability. This is the paper's standout network with the weights of the layer below, scaled by alpha and shifted by
 * beta, as the paper proposes instead of learning them. As there, the gradient in training is that of the mask drawn,
 * f'(z) m: nothing flows through the retain probability. What is differentiated at inference (a frozen layer) has the
 * whole gradient, f'(z) k(z) + f(z) k'(z).
 *
 * <p>Shapes: any; output as input. It has no parameters and stands after a layer with identity activation, whose output is
 * the pre-activation; masks of sequences pass on. A dropout that is set for the whole network does not apply to it.
 *
 * <p>Defaults: alpha 1, beta 0, ReLU.
 *
 * <p>Errors: an {@link IllegalArgumentException} for an alpha or beta that is not finite, and for an activation function
 * that is not elementwise (softmax) or draws for itself (randomized ReLU).
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
            throw Arguments.invalid("activation", "elementwise, without draws of its own", activation);
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

    /** Builder; nothing has to be set. */
    public static final class Builder {

        private double alpha = 1;
        private double beta;
        private IActivation activation = new ActivationReLU();
        private String name;

        /** Starts with scale 1, shift 0 and ReLU. */
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
         * How much the retain probability depends on the pre-activation.
         *
         * @param scale finite; 0 is a retain probability of sigmoid(beta) for every unit, below 0 drops the active ones
         * @return this
         */
        public Builder alpha(double scale) {
            alpha = scale;
            return this;
        }

        /**
         * How likely a unit is kept whose pre-activation is 0.
         *
         * @param shift finite; the retain probability there is sigmoid(beta)
         * @return this
         */
        public Builder beta(double shift) {
            beta = shift;
            return this;
        }

        /**
         * The activation function.
         *
         * @param function elementwise
         * @return this
         */
        public Builder activation(IActivation function) {
            activation = function;
            return this;
        }

        /**
         * The activation function.
         *
         * @param function elementwise
         * @return this
         */
        public Builder activation(Activation function) {
            return activation(Arguments.required("activation", function).getActivationFunction());
        }

        /**
         * The layer.
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
