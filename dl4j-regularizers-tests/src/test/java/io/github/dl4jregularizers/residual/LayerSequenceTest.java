package io.github.dl4jregularizers.residual;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.internal.backend.LayerEngine;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;

/** Layers in sequence against the same layers in the network itself. */
class LayerSequenceTest {

    private static final InputType IMAGES = InputType.convolutional(6, 7, 3);

    static Stream<Arguments> sequences() {
        return Stream.of(
                arguments("fused", layers(() -> List.of(conv(), norm(), relu()))),
                arguments("blocks", layers(() -> List.of(conv(), norm(), relu(), block(), block()))),
                arguments("a block first", layers(() -> List.of(conv(), block(), conv(), norm()))),
                arguments("blocks alone", layers(() -> List.of(wider(), wider(), wider()))),
                arguments("a block alone", layers(() -> List.of(wider()))),
                arguments(
                        "another activation",
                        layers(() -> List.of(
                                conv(),
                                with(Activation.TANH),
                                with(Activation.IDENTITY),
                                block(),
                                with(Activation.TANH)))),
                arguments("not fused", layers(() -> List.of(conv(), tanh(), block(), norm(), tanh(), unfused()))),
                arguments(
                        "dropped and kept",
                        layers(() -> List.of(
                                conv(),
                                dropped(0.3, false),
                                block(),
                                dropped(0.3, false),
                                dropped(0.5, true),
                                norm()))),
                arguments(
                        "a sequence inside",
                        layers(() -> List.of(
                                new LayerSequence(conv(), norm(), block()),
                                block(),
                                new LayerSequence(block(), block())))),
                arguments(
                        "blocks inside a block",
                        layers(() -> List.of(
                                conv(),
                                new ResidualBlock.Builder()
                                        .body(block(), conv(), norm(), with(Activation.TANH), block())
                                        .build(),
                                block()))),
                arguments(
                        "frozen, in a block too",
                        layers(() -> List.of(conv(), block(), new FrozenLayer(conv()), norm(), frozenInside()))));
    }

    private static Supplier<List<Layer>> layers(Supplier<List<Layer>> layers) {
        return layers;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sequences")
    void trainsAsTheLayersDo(String name, Supplier<List<Layer>> layers) {
        compare(layers, DataType.DOUBLE, WorkspaceMode.ENABLED, 1e-9);
        compare(layers, DataType.DOUBLE, WorkspaceMode.NONE, 1e-9);
        compare(layers, DataType.FLOAT, WorkspaceMode.ENABLED, 1e-3);
    }

    private static void compare(Supplier<List<Layer>> layers, DataType type, WorkspaceMode mode, double tolerance) {
        MultiLayerNetwork one = network(layers.get(), type, mode);
        MultiLayerNetwork sequence =
                network(List.of(new LayerSequence(layers.get().toArray(new Layer[0]))), type, mode);
        assertThat(sequence.params()).isEqualTo(one.params());
        Nd4j.getRandom().setSeed(3);
        INDArray images = Nd4j.randn(type, 4, 3, 6, 7);
        INDArray before = images.dup();
        INDArray labels = Nd4j.eye(4).castTo(type);
        for (int step = 0; step < 3; step++) {
            one.fit(images, labels);
            sequence.fit(images, labels);
            close(sequence.params(), one.params(), tolerance);
        }
        // Twice, in and out of step with the workspaces that hold the results of every second layer.
        for (int examples : new int[] {4, 2, 3}) {
            INDArray some = images.get(NDArrayIndex.interval(0, examples));
            close(sequence.output(some), one.output(some), tolerance);
        }
        INDArray gradient = inputGradient(sequence, images, labels);
        if (layers.get().stream().anyMatch(FrozenLayer.class::isInstance)) {
            assertThat(gradient).isNull();
        } else {
            close(gradient, inputGradient(one, images, labels), tolerance);
        }
        assertThat(images).isEqualTo(before);
    }

    private static INDArray inputGradient(MultiLayerNetwork network, INDArray images, INDArray labels) {
        Pair<Gradient, INDArray> gradients = network.calculateGradients(images, labels, null, null);
        return gradients.getSecond();
    }

    private static void close(INDArray actual, INDArray expected, double tolerance) {
        assertWithin("array", tolerance * expected.amaxNumber().doubleValue(), actual, expected);
    }

    private static MultiLayerNetwork network(List<Layer> layers, DataType type, WorkspaceMode mode) {
        NeuralNetConfiguration.Builder builder = new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(type)
                .updater(new Sgd(0.05))
                .activation(Activation.IDENTITY)
                .convolutionMode(ConvolutionMode.Same)
                .trainingWorkspaceMode(mode)
                .inferenceWorkspaceMode(mode);
        var list = builder.list();
        layers.forEach(list::layer);
        list.layer(new GlobalPoolingLayer());
        list.layer(
                new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build());
        MultiLayerNetwork network =
                new MultiLayerNetwork(list.setInputType(IMAGES).build());
        network.init();
        return network;
    }

    @Test
    void printingTheLayerNamesThePath() {
        MultiLayerNetwork network = network(
                List.of(new LayerSequence(conv(), norm(), block(), tanh())), DataType.FLOAT, WorkspaceMode.NONE);
        assertThat(network.getLayer(0).toString())
                .contains("LayerSequence(layer0, ConvolutionLayer, BatchNormalization, ResidualBlock, ActivationLayer)")
                .endsWith(
                        Backend.current().layerEngine() == LayerEngine.NONE
                                ? "computed layer by layer"
                                : "computed by oneDNN");
    }

    @Test
    void whatCannotStandInsideIsRefused() {
        assertRefused(new LayerSequence(conv(), new DenseLayer.Builder().nOut(3).build()))
                .hasMessageContainingAll("layer 1 (DenseLayer)", "LayerSequence layer0", "CnnToFeedForward");
        assertRefused(new LayerSequence(new OutputLayer.Builder().nIn(3).nOut(4).build()))
                .hasMessageContaining("OutputLayer");
        var recurrent = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LayerSequence(new SimpleRnn.Builder().nIn(3).nOut(3).build()))
                .layer(new RnnOutputLayer.Builder().nIn(3).nOut(2).build())
                .build();
        assertThatThrownBy(() -> new MultiLayerNetwork(recurrent).init())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "layer 0 of LayerSequence layer0 must be a layer without state", "was SimpleRnn");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(LayerSequence sequence) {
        return assertThatThrownBy(() -> network(List.of(sequence), DataType.FLOAT, WorkspaceMode.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ConvolutionLayer conv() {
        return new ConvolutionLayer.Builder(3, 3).nOut(4).hasBias(false).build();
    }

    private static BatchNormalization norm() {
        return new BatchNormalization();
    }

    private static ActivationLayer relu() {
        return new ActivationLayer(Activation.RELU);
    }

    private static ActivationLayer tanh() {
        return new ActivationLayer(Activation.TANH);
    }

    private static ResidualBlock.Builder builder() {
        return new ResidualBlock.Builder().body(conv(), norm(), relu(), conv(), norm());
    }

    private static ResidualBlock block() {
        return builder().build();
    }

    private static ResidualBlock with(Activation activation) {
        return builder().activation(activation).build();
    }

    private static ResidualBlock wider() {
        ConvolutionLayer projection =
                new ConvolutionLayer.Builder(1, 1).stride(2, 2).nOut(6).build();
        ConvolutionLayer first = new ConvolutionLayer.Builder(3, 3)
                .stride(2, 2)
                .nOut(6)
                .hasBias(false)
                .build();
        return new ResidualBlock.Builder()
                .body(first, norm())
                .shortcut(projection)
                .build();
    }

    private static ResidualBlock unfused() {
        return new ResidualBlock.Builder().body(conv(), tanh()).build();
    }

    private static ResidualBlock frozenInside() {
        return new ResidualBlock.Builder()
                .body(conv(), norm(), relu(), new FrozenLayer(conv()))
                .build();
    }

    private static ResidualBlock dropped(double rate, boolean perExample) {
        return builder()
                .dropRate(DropRate.of(rate))
                .perExample(perExample)
                .build()
                .withNoise(new FixedDraws(0.9, 0.1, 0.6, 0.2, 0.8));
    }

    @Test
    void noiseInsideDrawsInTrainingOnly() {
        List<Layer> layers = List.of(conv(), new NoiseLayer(new Dropout(DropRate.of(0.5))), block());
        MultiLayerNetwork network = network(
                List.of(new LayerSequence(layers.toArray(new Layer[0]))), DataType.FLOAT, WorkspaceMode.ENABLED);
        INDArray images = Nd4j.randn(DataType.FLOAT, 2, 3, 6, 7);
        assertThat(network.output(images)).isEqualTo(network.output(images));
        assertThat(network.output(images, true)).isNotEqualTo(network.output(images, true));
        List<String> names = network.getLayer(0).paramTable().keySet().stream().collect(Collectors.toList());
        assertThat(names).startsWith("layer0.W", "layer2.body0.W");
    }
}
