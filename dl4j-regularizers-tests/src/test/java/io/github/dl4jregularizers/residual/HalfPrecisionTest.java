package io.github.dl4jregularizers.residual;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.attention.SelfAttentionWithDropout;
import io.github.dl4jregularizers.dropout.AdaptiveDropout;
import io.github.dl4jregularizers.dropout.DropBlock;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.dropout.GaussianNoise;
import io.github.dl4jregularizers.dropout.LockedDropout;
import io.github.dl4jregularizers.dropout.MaskShape;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.dropout.UniformDropout;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** In half precision: finite in training, and the inference of single precision within the rounding of half. */
class HalfPrecisionTest {

    private static final InputType VECTORS = InputType.feedForward(3);
    private static final InputType IMAGES = InputType.convolutional(6, 6, 2);
    private static final InputType SEQUENCES = InputType.recurrent(4, 5);
    private static final DropRate RATE = DropRate.of(0.4);
    private static final int EXAMPLES = 4;

    static Stream<Arguments> elements() {
        return Stream.of(
                arguments(VECTORS, block(new DenseLayer.Builder().nOut(3).build(), false)),
                arguments(VECTORS, block(new DenseLayer.Builder().nOut(3).build(), true)),
                arguments(VECTORS, new DropPathVertex(RATE)),
                arguments(
                        VECTORS,
                        new DropPathVertex.Builder()
                                .dropRate(RATE)
                                .perExample(false)
                                .build()),
                arguments(VECTORS, new NoiseLayer(new Dropout(RATE))),
                arguments(VECTORS, new NoiseLayer(new GaussianDropout(RATE))),
                arguments(VECTORS, new NoiseLayer(new UniformDropout(RATE))),
                arguments(VECTORS, new NoiseLayer(new GaussianNoise(0.3))),
                arguments(VECTORS, new AdaptiveDropout.Builder().build()),
                arguments(
                        VECTORS,
                        new DenseLayer.Builder()
                                .nOut(3)
                                .dropOut(new Dropout(RATE))
                                .build()),
                arguments(IMAGES, new NoiseLayer(new DropBlock(RATE, 3))),
                arguments(IMAGES, new NoiseLayer(new Dropout(RATE, MaskShape.PER_CHANNEL))),
                arguments(IMAGES, new PaddedShortcut(3, 2)),
                arguments(
                        IMAGES,
                        new LayerSequence(
                                new ConvolutionLayer.Builder(3, 3).nOut(2).build(),
                                new BatchNormalization(),
                                new ActivationLayer(Activation.RELU),
                                block(new ConvolutionLayer.Builder(3, 3).nOut(2).build(), true))),
                arguments(
                        IMAGES,
                        new ConcatenationBlock.Builder()
                                .path(new ConvolutionLayer.Builder(3, 3).nOut(2).build(), new BatchNormalization())
                                .skip()
                                .build()),
                arguments(SEQUENCES, new NoiseLayer(new LockedDropout(RATE))),
                arguments(SEQUENCES, attention(true)),
                arguments(SEQUENCES, attention(false)));
    }

    private static ResidualBlock block(Layer body, boolean perExample) {
        return new ResidualBlock.Builder()
                .body(body)
                .dropRate(RATE)
                .perExample(perExample)
                .build();
    }

    private static Layer attention(boolean project) {
        return new SelfAttentionWithDropout.Builder()
                .nOut(4)
                .nHeads(project ? 2 : 1)
                .projectInput(project)
                .dropRate(RATE)
                .build();
    }

    private static Layer below(InputType input) {
        if (input == IMAGES) {
            return new ConvolutionLayer.Builder(1, 1).nOut(2).build();
        }
        return input == SEQUENCES
                ? new SimpleRnn.Builder().nOut(4).build()
                : new DenseLayer.Builder().nOut(3).build();
    }

    private static ComputationGraph graph(InputType input, Object element, DataType type) {
        var graph = new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(type)
                .updater(new Sgd(0.1))
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("in")
                .addLayer("below", below(input), "in");
        if (element instanceof GraphVertex) {
            graph.addVertex("element", ((GraphVertex) element).clone(), "below");
        } else {
            graph.addLayer("element", ((Layer) element).clone(), "below");
        }
        if (input != VECTORS) {
            graph.addLayer("pool", new GlobalPoolingLayer(), "element");
        }
        ComputationGraph network = new ComputationGraph(graph.addLayer(
                        "out",
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        input == VECTORS ? "element" : "pool")
                .setOutputs("out")
                .setInputTypes(input)
                .build());
        network.init();
        return network;
    }

    private static DataSet batch(InputType input, DataType type) {
        Nd4j.getRandom().setSeed(9);
        long[] shape = input.getShape(true);
        shape[0] = EXAMPLES;
        INDArray labels = Nd4j.zeros(DataType.FLOAT, EXAMPLES, 2);
        labels.getColumn(1).assign(1);
        DataSet batch = new DataSet(Nd4j.randn(DataType.FLOAT, shape).castTo(type), labels.castTo(type));
        if (input == SEQUENCES) {
            INDArray mask = Nd4j.ones(type, EXAMPLES, 5);
            mask.getRow(1).assign(0);
            mask.putScalar(0, 4, 0);
            mask.putScalar(1, 0, 1);
            batch.setFeaturesMaskArray(mask);
        }
        return batch;
    }

    @ParameterizedTest
    @MethodSource("elements")
    void trainsAndInfersInHalf(InputType input, Object element) {
        ComputationGraph half = graph(input, element, DataType.FLOAT16);
        ComputationGraph single = graph(input, element, DataType.FLOAT);
        single.setParams(half.params().castTo(DataType.FLOAT));
        INDArray[] masks = masks(batch(input, DataType.FLOAT16));
        INDArray expected = single.output(
                        false,
                        new INDArray[] {batch(input, DataType.FLOAT).getFeatures()},
                        masks(batch(input, DataType.FLOAT)))[0];
        INDArray actual = half.output(
                        false, new INDArray[] {batch(input, DataType.FLOAT16).getFeatures()}, masks)[0];
        assertThat(actual.dataType()).isEqualTo(DataType.FLOAT16);
        assertWithin("inference", 0.01, actual.castTo(DataType.DOUBLE), expected.castTo(DataType.DOUBLE));
        INDArray before = half.params().dup();
        for (int i = 0; i < 4; i++) {
            half.fit(batch(input, DataType.FLOAT16));
        }
        assertThat(half.params()).isNotEqualTo(before);
        assertThat(half.params().castTo(DataType.FLOAT).toFloatVector()).doesNotContain(Float.NaN);
        assertThat(half.params().castTo(DataType.FLOAT).amaxNumber().floatValue())
                .isLessThan(100);
    }

    private static INDArray[] masks(DataSet batch) {
        return batch.getFeaturesMaskArray() == null ? null : new INDArray[] {batch.getFeaturesMaskArray()};
    }
}
