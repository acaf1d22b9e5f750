package io.github.dl4jregularizers.penalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.constraint.MaxNorm;
import io.github.dl4jregularizers.constraint.MaxSpectralNorm;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** One step of a network of 16-bit numbers, against the same step in double precision. */
class PenaltyHalfPrecisionTest {

    /** Numbers below 1 have a spacing of 2^-11 and a rounding error of half of it, in each of a few operations. */
    private static final double TOLERANCE = 0x1p-9;

    static Stream<Arguments> regularizers() {
        ConfigurationChange none = new ElasticNet(0, 0);
        return Stream.of(
                Arguments.of("MaxNorm", none, new MaxNorm(0.4)),
                Arguments.of("MaxSpectralNorm", none, new MaxSpectralNorm(0.4)),
                Arguments.of("ElasticNet", new ElasticNet(0.1, 0.3), null),
                Arguments.of("ElasticNet, proximal", new ElasticNet(0.1, 0.3).proximal(), null),
                Arguments.of("GroupLasso", new GroupLasso(0.2), null),
                Arguments.of("GroupLasso, proximal", new GroupLasso(0.2).proximal(), null),
                Arguments.of("SoftOrthogonality", new SoftOrthogonality(0.1), null),
                Arguments.of(
                        "SoftOrthogonality, without diagonal", new SoftOrthogonality(0.5).withoutDiagonal(), null));
    }

    private static MultiLayerNetwork network(DataType type, ConfigurationChange change, LayerConstraint constraint) {
        NeuralNetConfiguration.Builder builder = new NeuralNetConfiguration.Builder()
                .dataType(type)
                .activation(Activation.TANH)
                .updater(new Sgd(0.5));
        if (constraint != null) {
            builder.constrainWeights(constraint);
        }
        MultiLayerConfiguration conf = builder.list(
                        new ConvolutionLayer.Builder(2, 2).nOut(3).build(),
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build())
                .setInputType(InputType.convolutional(3, 3, 2))
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(change.applyTo(conf));
        network.init();
        return network;
    }

    private static DataSet batch(DataType type) {
        INDArray features =
                Nd4j.linspace(DataType.DOUBLE, -1, 0x1p-5, 4 * 2 * 3 * 3).reshape(4, 2, 3, 3);
        INDArray labels = Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}, {0, 1}, {1, 0}});
        return new DataSet(features.castTo(type), labels.castTo(type));
    }

    /** Values that are exact in 16 bits, of alternating signs so that matrices have different singular values. */
    private static INDArray start(long length) {
        double[] values = new double[(int) length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 7 - 3) * 0.125 + (i % 5) * 0.0625;
        }
        return Nd4j.createFromArray(values).reshape(1, length);
    }

    private static INDArray afterOneStep(DataType type, ConfigurationChange change, LayerConstraint constraint) {
        MultiLayerNetwork network = network(type, change, constraint);
        network.params().assign(start(network.numParams()).castTo(type));
        network.fit(batch(type));
        assertThat(network.params().dataType()).isEqualTo(type);
        return network.params().castTo(DataType.DOUBLE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("regularizers")
    void aStepInHalfPrecisionIsThatInDouble(String name, ConfigurationChange change, LayerConstraint constraint) {
        INDArray exact = afterOneStep(DataType.DOUBLE, change, constraint);
        INDArray half = afterOneStep(DataType.FLOAT16, change, constraint);
        assertThat(half.sub(exact).normmaxNumber().doubleValue()).isCloseTo(0, within(TOLERANCE));
        INDArray plain = afterOneStep(DataType.DOUBLE, new ElasticNet(0, 0), null);
        assertThat(exact.sub(plain).normmaxNumber().doubleValue())
                .as("effect of the regularizer")
                .isGreaterThan(10 * TOLERANCE);
    }
}
