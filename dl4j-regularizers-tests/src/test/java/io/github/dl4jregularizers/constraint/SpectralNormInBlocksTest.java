package io.github.dl4jregularizers.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.residual.LayerSequence;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The operator norm of convolutions inside blocks, sequences and wrappers. */
class SpectralNormInBlocksTest {

    private static final double LIMIT = 0.25;

    private static ConvolutionLayer ones(CNN2DFormat format, LayerConstraint... constraints) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(1)
                .hasBias(false)
                .dataFormat(format)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.IDENTITY)
                .constrainWeights(constraints)
                .build();
    }

    private static ResidualBlock block(CNN2DFormat format, LayerConstraint constraint) {
        return new ResidualBlock.Builder()
                .body(ones(format, constraint), new ActivationLayer(Activation.RELU), ones(format, constraint))
                .build();
    }

    static Stream<Arguments> blocks() {
        LayerConstraint limit = MaxSpectralNorm.ofOperator(LIMIT);
        CNN2DFormat first = CNN2DFormat.NCHW;
        CNN2DFormat last = CNN2DFormat.NHWC;
        return Stream.of(
                Arguments.of("body", first, block(first, limit)),
                Arguments.of("body, channels last", last, block(last, limit)),
                Arguments.of(
                        "shortcut",
                        first,
                        new ResidualBlock.Builder()
                                .body(ones(first))
                                .shortcut(ones(first, limit))
                                .build()),
                Arguments.of(
                        "dropped body",
                        first,
                        new ResidualBlock.Builder()
                                .body(ones(first, limit))
                                .dropRate(DropRate.of(1 - 1e-9))
                                .build()),
                Arguments.of("block in a sequence", first, new LayerSequence(ones(first), block(first, limit))),
                Arguments.of(
                        "wrapped",
                        first,
                        new LayerSequence(new DropConnect(DropRate.of(0.5), ones(first, limit)), ones(first))));
    }

    /** A kernel of ones with zero padding is a product of two tridiagonal matrices of ones. */
    private static double norm(int height, int width) {
        return (1 + 2 * Math.cos(Math.PI / (height + 1))) * (1 + 2 * Math.cos(Math.PI / (width + 1)));
    }

    /** An engine computes the layers of a block as one; the second batch is of another size. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("blocks")
    void aConvolutionInsideABlockIsScaledBackAtTheSizeOfTheLastBatch(String name, CNN2DFormat format, Layer layer) {
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                    .dataType(type)
                    .updater(new Sgd(0))
                    .list(
                            layer.clone(),
                            new CnnLossLayer.Builder(LossFunction.MSE)
                                    .format(format)
                                    .activation(Activation.IDENTITY)
                                    .build())
                    .setInputType(InputType.convolutional(7, 9, 1, format))
                    .build());
            network.init();
            for (int width : new int[] {9, 5}) {
                network.params().assign(1);
                INDArray images =
                        format == CNN2DFormat.NCHW ? Nd4j.ones(type, 2, 1, 7, width) : Nd4j.ones(type, 2, 7, width, 1);
                network.fit(images, images);
                assertThat(network.params().minNumber().doubleValue())
                        .as("width %d, %s", width, type)
                        .isCloseTo(LIMIT / norm(7, width), within(1e-5));
            }
        }
    }
}
