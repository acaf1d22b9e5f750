package io.github.dl4jregularizers.residual;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.attention.SelfAttentionWithDropout;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Sequences and blocks of layers without parameters train as those layers do in the network itself. */
class WithoutParametersTest {

    private static final InputType IMAGES = InputType.convolutional(6, 6, 2);
    private static final InputType SEQUENCES = InputType.recurrent(3, 4);

    static Stream<Arguments> layers() {
        return Stream.of(
                arguments(IMAGES, List.of(new ActivationLayer(Activation.TANH), pooling())),
                arguments(IMAGES, List.of(pooling())),
                arguments(
                        SEQUENCES,
                        List.of(new SelfAttentionWithDropout.Builder()
                                .dropRate(DropRate.of(0))
                                .build())));
    }

    private static SubsamplingLayer pooling() {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
    }

    private static Layer below(InputType input) {
        return input == IMAGES
                ? new ConvolutionLayer.Builder(3, 3).padding(1, 1).nOut(2).build()
                : new SimpleRnn.Builder().nOut(3).build();
    }

    private static NeuralNetConfiguration.Builder settings() {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Adam(0.01));
    }

    private static Layer output() {
        return new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build();
    }

    private static MultiLayerConfiguration sequential(InputType input, List<? extends Layer> layers) {
        var list = settings().list().layer(below(input));
        layers.forEach(layer -> list.layer(layer.clone()));
        return list.layer(new GlobalPoolingLayer())
                .layer(output())
                .setInputType(input)
                .build();
    }

    private static ComputationGraphConfiguration graph(InputType input, Layer layer) {
        return settings()
                .graphBuilder()
                .addInputs("in")
                .addLayer("below", below(input), "in")
                .addLayer("middle", layer, "below")
                .addLayer("pool", new GlobalPoolingLayer(), "middle")
                .addLayer("out", output(), "pool")
                .setOutputs("out")
                .setInputTypes(input)
                .build();
    }

    private static DataSet batch(InputType input) {
        Nd4j.getRandom().setSeed(8);
        INDArray features =
                input == IMAGES ? Nd4j.randn(DataType.DOUBLE, 4, 2, 6, 6) : Nd4j.randn(DataType.DOUBLE, 4, 3, 4);
        return new DataSet(features, Nd4j.eye(2).castTo(DataType.DOUBLE).repeat(0, 2));
    }

    private static MultiLayerNetwork trained(MultiLayerConfiguration conf, InputType input) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        for (int i = 0; i < 3; i++) {
            network.fit(batch(input));
        }
        return network;
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aSequenceTrainsAsItsLayersDo(InputType input, List<? extends Layer> layers) {
        INDArray expected = trained(sequential(input, layers), input).params();
        LayerSequence sequence = new LayerSequence(layers.toArray(new Layer[0]));
        MultiLayerConfiguration conf = sequential(input, List.of(sequence));
        MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(conf.toJson());
        assertThat(read).isEqualTo(conf);
        assertWithin("parameters", 1e-12, trained(conf, input).params(), expected);
        assertWithin("parameters from JSON", 1e-12, trained(read, input).params(), expected);
        ComputationGraph graph = new ComputationGraph(graph(input, sequence.clone()));
        graph.init();
        for (int i = 0; i < 3; i++) {
            graph.fit(batch(input));
        }
        assertWithin("parameters", 1e-12, graph.params(), expected);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void transferLearningKeepsAndFreezesIt(InputType input, List<? extends Layer> layers) {
        MultiLayerNetwork trained =
                trained(sequential(input, List.of(new LayerSequence(layers.toArray(new Layer[0])))), input);
        MultiLayerNetwork tuned = new TransferLearning.Builder(trained)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Adam(0.1))
                        .build())
                .setFeatureExtractor(1)
                .build();
        INDArray features = batch(input).getFeatures();
        assertThat(tuned.output(features)).isEqualTo(trained.output(features));
        tuned.fit(batch(input));
        assertThat(tuned.getParam("0_W")).isEqualTo(trained.getParam("0_W"));
        assertThat(tuned.output(features)).isNotEqualTo(trained.output(features));
    }

    /** y = tanh(x + tanh(x)) behind a dense layer, whose gradient is that of differences. */
    @ParameterizedTest
    @MethodSource("layers")
    void aBlockTrainsInBothKindsOfNetwork(InputType input, List<? extends Layer> layers) {
        ResidualBlock block = new ResidualBlock.Builder()
                .body(layers.get(0).clone(), new ActivationLayer(Activation.TANH))
                .shortcut(layers.get(0).clone())
                .activation(Activation.TANH)
                .build();
        INDArray sequential = trained(sequential(input, List.of(block)), input).params();
        ComputationGraph graph = new ComputationGraph(graph(input, block.clone()));
        graph.init();
        INDArray before = graph.params().dup();
        for (int i = 0; i < 3; i++) {
            graph.fit(batch(input));
        }
        assertWithin("parameters", 1e-12, graph.params(), sequential);
        assertThat(graph.params()).isNotEqualTo(before);
    }
}
