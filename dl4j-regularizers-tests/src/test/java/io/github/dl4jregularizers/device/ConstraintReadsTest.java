package io.github.dl4jregularizers.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.constraint.MaxNorm;
import io.github.dl4jregularizers.constraint.MaxSpectralNorm;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Spectral norms that are computed for all weights of a network together limit each weight as it is. */
class ConstraintReadsTest {

    private static final double LIMIT = 0.5;
    private static final int IMAGE = 6;

    private final INDArray features = Nd4j.rand(DataType.DOUBLE, 4, 1, IMAGE, IMAGE);
    private final INDArray labels = Nd4j.eye(4).castTo(DataType.DOUBLE);

    private static MultiLayerNetwork network(double rate, DataType type, LayerConstraint... constraints) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(type)
                .seed(1)
                .updater(new Sgd(rate))
                .constrainWeights(constraints)
                .list(
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(3)
                                .convolutionMode(ConvolutionMode.Same)
                                .build(),
                        new DenseLayer.Builder()
                                .nOut(7)
                                .activation(Activation.TANH)
                                .build(),
                        new OutputLayer.Builder()
                                .nOut(4)
                                .activation(Activation.SOFTMAX)
                                .build())
                .setInputType(InputType.convolutional(IMAGE, IMAGE, 1))
                .build());
        network.init();
        return network;
    }

    private static LayerConstraint[] none() {
        return new LayerConstraint[0];
    }

    /** The largest singular value, by power iteration. */
    private static double norm(INDArray weights) {
        INDArray matrix = weights.reshape(weights.size(0), -1);
        INDArray square = matrix.mmul(matrix.transpose());
        INDArray vector = Nd4j.rand(DataType.DOUBLE, square.rows(), 1);
        for (int i = 0; i < 2000; i++) {
            vector = square.mmul(vector);
            vector.divi(vector.norm2Number());
        }
        return Math.sqrt(square.mmul(vector).norm2Number().doubleValue());
    }

    @Test
    void eachStepLimitsTheWeightsThatItMade() {
        MultiLayerNetwork limited = network(0.5, DataType.DOUBLE, new MaxSpectralNorm(LIMIT));
        MultiLayerNetwork plain = network(0.5, DataType.DOUBLE, none());
        int scaled = 0;
        for (int step = 0; step < 4; step++) {
            limited.params().muli(1.2);
            plain.setParams(limited.params().dup());
            plain.fit(features, labels);
            limited.fit(features, labels);
            for (int layer = 0; layer < 3; layer++) {
                INDArray free = plain.getParam(layer + "_W");
                double factor = Math.min(1, LIMIT / norm(free));
                scaled += factor < 1 ? 1 : 0;
                assertThat(limited.getParam(layer + "_W")
                                .sub(free.mul(factor))
                                .amaxNumber()
                                .doubleValue())
                        .as("step %d, layer %d", step, layer)
                        .isLessThan(1e-6);
                assertThat(limited.getParam(layer + "_b")).isEqualTo(plain.getParam(layer + "_b"));
            }
        }
        assertThat(scaled).isGreaterThan(3);
    }

    @Test
    void anEarlierConstraintOfTheLayerComesFirst() {
        MultiLayerNetwork limited = network(0, DataType.DOUBLE, new MaxNorm(0.2), new MaxSpectralNorm(0.3));
        for (int step = 0; step < 3; step++) {
            limited.params().assign(0);
            limited.getParam("1_W").putScalar(0, 0, 10);
            limited.getParam("1_W").putScalar(1, 1, 10);
            limited.fit(features, labels);
            assertThat(limited.getParam("1_W").getDouble(0, 0)).isCloseTo(0.2, within(1e-6));
            assertThat(limited.getParam("1_W").getDouble(1, 1)).isCloseTo(0.2, within(1e-6));
        }
    }

    @Test
    void operatorsAndZerosAndHalfPrecision() {
        for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT16}) {
            MultiLayerNetwork limited = network(0, type, MaxSpectralNorm.ofOperator(LIMIT));
            double edge = 1 + 2 * Math.cos(Math.PI / (IMAGE + 1));
            for (int step = 0; step < 3; step++) {
                limited.params().assign(0);
                limited.getParam("0_W").slice(0).assign(1);
                limited.fit(features.castTo(type), labels.castTo(type));
                assertThat(limited.getParam("0_W").getDouble(0, 0, 0, 0))
                        .as("%s, a kernel of ones with zero padding", type)
                        .isCloseTo(LIMIT / (edge * edge), within(1e-4));
                assertThat(limited.getParam("2_W").amaxNumber().doubleValue()).isZero();
            }
        }
    }
}
