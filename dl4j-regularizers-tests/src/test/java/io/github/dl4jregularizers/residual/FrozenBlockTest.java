package io.github.dl4jregularizers.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A block that computes backward after a forward pass of inference: the factor and the activation are those of
 * inference.
 */
class FrozenBlockTest {

    /** w0 x = 2, y = 2 (1 + 3) = 8, L = y^2, so dL/dw0 = 2 y (1 + 3) = 64. */
    private static final double WHOLE = 64;

    /** y = 2 (1 + 0.7 3) = 6.2, so dL/dw0 = 2 y (1 + 0.7 3). */
    private static final double SCALED = 38.44;

    private static DenseLayer dense(int units, Activation activation) {
        return new DenseLayer.Builder()
                .nIn(units)
                .nOut(units)
                .hasBias(false)
                .activation(activation)
                .build();
    }

    private static ResidualBlock.Builder block(Activation activation, int units) {
        return new ResidualBlock.Builder()
                .body(dense(units, Activation.IDENTITY))
                .dropRate(DropRate.of(0.3))
                .activation(activation);
    }

    private static MultiLayerNetwork network(Layer frozen, int units) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(11)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(1))
                .list()
                .layer(dense(units, Activation.IDENTITY))
                .layer(frozen)
                .layer(new LossLayer.Builder(LossFunction.L2)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        network.init();
        return network;
    }

    private static double gradientBelow(ResidualBlock block) {
        MultiLayerNetwork network = network(new FrozenLayerWithBackprop(block), 1);
        network.getParam("0_W").assign(2);
        network.getParam("1_body0.W").assign(3);
        INDArray x = Nd4j.ones(DataType.DOUBLE, 1, 1);
        Gradient gradient = network.calculateGradients(x, x.mul(0), null, null).getFirst();
        return gradient.gradientForVariable().get("0_W").getDouble(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Activation.class,
            names = {"IDENTITY", "RELU"})
    void theGradientBelowIsThatOfInference(Activation activation) {
        assertThat(gradientBelow(block(activation, 1).build())).isCloseTo(WHOLE, within(1e-12));
        assertThat(gradientBelow(block(activation, 1).scaleAtInference(true).build()))
                .isCloseTo(SCALED, within(1e-12));
    }
}
