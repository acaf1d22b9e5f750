package io.github.dl4jregularizers.constraint;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.internal.weights.LargestSingularValue;
import io.github.dl4jregularizers.internal.weights.LayerOperator;
import io.github.dl4jregularizers.internal.weights.LinearOperator;
import io.github.dl4jregularizers.reference.Reference;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Convolutions as operators between feature maps; numbers of reference/spectral-norm/generate.py. */
class SpectralNormOfConvolutionTest {

    private static final JsonNode REFERENCE = Reference.of("spectral-norm");

    private static int[] pair(JsonNode node) {
        return new int[] {node.get(0).asInt(), node.get(1).asInt()};
    }

    private static MultiLayerNetwork network(
            ConvolutionLayer layer, DataType type, long channels, long height, long width) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(type)
                .updater(new Sgd(0))
                .list(
                        layer,
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nOut(1)
                                .activation(Activation.IDENTITY)
                                .build())
                .setInputType(InputType.convolutional(height, width, channels))
                .build());
        network.init();
        return network;
    }

    private static ConvolutionLayer.Builder layer(JsonNode one, LayerConstraint... constraints) {
        INDArray weight = Reference.array(one.get("weight"), DataType.DOUBLE);
        return new ConvolutionLayer.Builder((int) weight.size(2), (int) weight.size(3))
                .nOut(weight.size(0))
                .stride(pair(one.get("stride")))
                .padding(pair(one.get("padding")))
                .dilation(pair(one.get("dilation")))
                .activation(Activation.RELU)
                .biasInit(3)
                .constrainWeights(constraints);
    }

    private static MultiLayerNetwork network(JsonNode one, DataType type, LayerConstraint... constraints) {
        INDArray weight = Reference.array(one.get("weight"), type);
        MultiLayerNetwork network = network(
                layer(one, constraints).build(),
                type,
                weight.size(1),
                one.get("height").asLong(),
                one.get("width").asLong());
        network.getParam("0_W").assign(weight);
        return network;
    }

    private static LinearOperator operator(MultiLayerNetwork network, long... inputShape) {
        Layer layer = network.getLayer(0);
        return LayerOperator.of(layer.conf(), layer.paramTable(), inputShape);
    }

    private static LinearOperator operator(JsonNode one, MultiLayerNetwork network) {
        return operator(
                network,
                1,
                network.getParam("0_W").size(1),
                one.get("height").asLong(),
                one.get("width").asLong());
    }

    @Test
    void strideAndPaddingAndDilationCount() {
        for (JsonNode one : REFERENCE.get("cases")) {
            double expected = one.get("norm").asDouble();
            LinearOperator exact = operator(one, network(one, DataType.DOUBLE));
            assertThat(LargestSingularValue.of(exact, 20).value())
                    .as(one.get("name").asText())
                    .isCloseTo(expected, within(1e-6 * expected));
            LinearOperator single = operator(one, network(one, DataType.FLOAT));
            assertThat(LargestSingularValue.of(single, 20).value()).isCloseTo(expected, within(1e-5 * expected));
        }
    }

    @Test
    void aConvolutionIsScaledBackToTheLimit() {
        for (JsonNode one : REFERENCE.get("cases")) {
            double norm = one.get("norm").asDouble();
            MultiLayerNetwork network = network(one, DataType.DOUBLE, MaxSpectralNorm.ofOperator(norm / 4));
            INDArray weight = network.getParam("0_W").dup();
            INDArray features = Nd4j.ones(
                    DataType.DOUBLE,
                    2,
                    weight.size(1),
                    one.get("height").asLong(),
                    one.get("width").asLong());
            network.fit(features, Nd4j.ones(DataType.DOUBLE, 2, 1));
            assertWithin(one.get("name").asText(), 1e-5, network.getParam("0_W"), weight.mul(0.25));
            network.fit(features, Nd4j.ones(DataType.DOUBLE, 2, 1));
            assertWithin("within the limit", 2e-5, network.getParam("0_W"), weight.mul(0.25));
        }
    }

    /** A constant image is stretched by the sum of the weights, 3, although the matrix [1, 9] has the norm 1. */
    @Test
    void aConstantImageIsNotStretched() {
        INDArray image = Nd4j.ones(DataType.DOUBLE, 1, 1, 20, 20);
        double matrix = image(new MaxSpectralNorm(1), image).norm2Number().doubleValue() / 20;
        double operator =
                image(MaxSpectralNorm.ofOperator(1), image).norm2Number().doubleValue() / 20;
        assertThat(matrix).isBetween(2.8, 3.0);
        assertThat(operator).isBetween(0.95, 1.0);
    }

    private static INDArray image(LayerConstraint constraint, INDArray image) {
        MultiLayerNetwork network = network(
                new ConvolutionLayer.Builder(3, 3)
                        .nOut(1)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(Activation.IDENTITY)
                        .constrainWeights(constraint)
                        .build(),
                DataType.DOUBLE,
                1,
                20,
                20);
        network.getParam("0_W").assign(1.0 / 3);
        network.fit(image, Nd4j.ones(DataType.DOUBLE, 1, 1));
        return network.feedForwardToLayer(0, image).get(1);
    }

    /** Circular padding before DL4J's convolution, as Sedghi et al. assume. */
    @Test
    void circularPaddingAgreesWithTheFourierTransform() {
        JsonNode one = REFERENCE.get("circular");
        INDArray weight = Reference.array(one.get("weight"), DataType.DOUBLE);
        int size = one.get("size").asInt();
        MultiLayerNetwork network = network(
                new ConvolutionLayer.Builder(3, 3).nOut(weight.size(0)).build(),
                DataType.DOUBLE,
                weight.size(1),
                size + 2,
                size + 2);
        network.getParam("0_W").assign(weight);
        LinearOperator valid = operator(network, 1, weight.size(1), size + 2, size + 2);
        double expected = one.get("norm").asDouble();
        assertThat(LargestSingularValue.of(circular(valid, weight.size(1), size), 20)
                        .value())
                .isCloseTo(expected, within(1e-6 * expected));
    }

    private static LinearOperator circular(LinearOperator valid, long channels, int size) {
        return new LinearOperator() {
            @Override
            public DataType dataType() {
                return DataType.DOUBLE;
            }

            @Override
            public long[] inputShape() {
                return new long[] {1, channels, size, size};
            }

            @Override
            public INDArray apply(INDArray input) {
                return valid.apply(wrapped(wrapped(input, 2), 3));
            }

            private INDArray wrapped(INDArray map, int axis) {
                return Nd4j.concat(axis, slice(map, axis, size - 1, size), map, slice(map, axis, 0, 1));
            }

            @Override
            public INDArray transposed(INDArray output) {
                return unwrapped(unwrapped(valid.transposed(output), 3), 2);
            }

            private INDArray unwrapped(INDArray map, int axis) {
                INDArray inner = slice(map, axis, 1, size + 1).dup();
                slice(inner, axis, size - 1, size).addi(slice(map, axis, 0, 1));
                slice(inner, axis, 0, 1).addi(slice(map, axis, size + 1, size + 2));
                return inner;
            }

            private INDArray slice(INDArray map, int axis, int from, int to) {
                return axis == 2
                        ? map.get(
                                NDArrayIndex.all(),
                                NDArrayIndex.all(),
                                NDArrayIndex.interval(from, to),
                                NDArrayIndex.all())
                        : map.get(
                                NDArrayIndex.all(),
                                NDArrayIndex.all(),
                                NDArrayIndex.all(),
                                NDArrayIndex.interval(from, to));
            }

            @Override
            public long rank() {
                return channels * size * size;
            }
        };
    }

    @Test
    void withoutABatchTheSizeIsUnknown() {
        MultiLayerNetwork network =
                network(REFERENCE.get("cases").get(0), DataType.DOUBLE, MaxSpectralNorm.ofOperator(1));
        assertThatThrownBy(() -> network.applyConstraints(0, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("layer0 has no input");
    }
}
