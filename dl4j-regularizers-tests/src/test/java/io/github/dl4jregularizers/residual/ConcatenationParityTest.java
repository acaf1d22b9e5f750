package io.github.dl4jregularizers.residual;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
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

/** A block against a graph of DL4J's layers with a {@code MergeVertex}: outputs, and parameters after training. */
class ConcatenationParityTest {

    private static final int EXAMPLES = 4;
    private static final int STEPS = 6;

    static Stream<Arguments> networks() {
        List<Arguments> all = new ArrayList<>();
        for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
            all.add(arguments(
                    type,
                    InputType.feedForward(3),
                    List.of(List.of(dense(2), dense(2)), List.of(), List.of(dense(4)))));
            for (CNN2DFormat format : CNN2DFormat.values()) {
                all.add(arguments(
                        type,
                        InputType.convolutional(6, 4, 3, format),
                        List.of(
                                List.of(convolution(2, 1), new BatchNormalization(), convolution(4, 2)),
                                List.of(new SubsamplingLayer.Builder()
                                        .kernelSize(2, 2)
                                        .stride(2, 2)
                                        .build()),
                                List.of(convolution(3, 2), new BatchNormalization()))));
            }
            all.add(arguments(
                    type,
                    InputType.recurrent(3, STEPS),
                    List.of(List.of(new LSTM.Builder().nOut(2).build()), List.of(), List.of(simple()))));
        }
        all.add(arguments(
                DataType.FLOAT,
                InputType.recurrent(3, STEPS),
                List.of(List.of(new Cropping1D(1, 1)), List.of(sequences()))));
        all.add(arguments(
                DataType.FLOAT,
                InputType.recurrent(3, STEPS, RNNFormat.NWC),
                List.of(
                        List.of(new SimpleRnn.Builder()
                                .nOut(2)
                                .dataFormat(RNNFormat.NWC)
                                .build()),
                        List.of())));
        return all.stream();
    }

    private static DenseLayer dense(int units) {
        return new DenseLayer.Builder().nOut(units).build();
    }

    private static SimpleRnn simple() {
        return new SimpleRnn.Builder().nOut(2).build();
    }

    private static ConvolutionLayer convolution(int channels, int stride) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(channels)
                .stride(stride, stride)
                .hasBias(false)
                .build();
    }

    private static Convolution1DLayer sequences() {
        return new Convolution1DLayer.Builder(3)
                .nOut(2)
                .convolutionMode(ConvolutionMode.Truncate)
                .build();
    }

    private static GraphBuilder graph(DataType type, InputType input) {
        return new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(type)
                .updater(new Sgd(0.2))
                .activation(Activation.TANH)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(input);
    }

    private static ComputationGraph finished(GraphBuilder graph, InputType input) {
        boolean isOverTime = input.getType() == InputType.Type.RNN;
        if (input.getType() == InputType.Type.CNN) {
            graph.addLayer("pool", new GlobalPoolingLayer(), "joined");
        }
        String last = input.getType() == InputType.Type.CNN ? "pool" : "joined";
        graph.addLayer(
                "out",
                isOverTime
                        ? new RnnOutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .dataFormat(((InputType.InputTypeRecurrent) input).getFormat())
                                .build()
                        : new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                last);
        ComputationGraph network = new ComputationGraph(graph.setOutputs("out").build());
        network.init();
        return network;
    }

    private static ComputationGraph plain(DataType type, InputType input, List<List<Layer>> paths) {
        GraphBuilder graph = graph(type, input);
        List<String> ends = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            String last = "in";
            for (int j = 0; j < paths.get(i).size(); j++) {
                String name = "path" + i + "layer" + j;
                graph.addLayer(name, paths.get(i).get(j).clone(), last);
                last = name;
            }
            ends.add(last);
        }
        return finished(graph.addVertex("joined", new MergeVertex(), ends.toArray(new String[0])), input);
    }

    private static ComputationGraph block(DataType type, InputType input, List<List<Layer>> paths) {
        ConcatenationBlock.Builder block = new ConcatenationBlock.Builder();
        paths.forEach(path -> block.path(path.stream().map(Layer::clone).toArray(Layer[]::new)));
        return finished(graph(type, input).addLayer("joined", block.build(), "in"), input);
    }

    private static String plainName(String ofBlock) {
        return ofBlock.replaceFirst("^joined_(path\\d+layer\\d+)\\.", "$1_");
    }

    /** Sequences have masks of the input and of the labels, which differ at the ends of the examples. */
    private static DataSet batch(DataType type, InputType input, long... labels) {
        Nd4j.getRandom().setSeed(9);
        long[] shape = input.getShape(true);
        shape[0] = EXAMPLES;
        boolean isLast = input.getType() == InputType.Type.RNN
                && ((InputType.InputTypeRecurrent) input).getFormat() == RNNFormat.NWC;
        INDArray classes = Nd4j.zeros(type, labels);
        classes.slice(0).assign(0.5);
        classes.slice(1, isLast ? 2 : 1).addi(0.5);
        DataSet batch = new DataSet(Nd4j.randn(type, shape), classes);
        if (input.getType() == InputType.Type.RNN) {
            INDArray mask = Nd4j.ones(type, EXAMPLES, STEPS);
            mask.putScalar(0, 4, 0).putScalar(0, 5, 0).putScalar(2, 0, 0).putScalar(3, 3, 0);
            batch.setFeaturesMaskArray(mask);
        }
        return batch;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void outputsAndTrainingStepsAreThoseOfAMergeVertex(DataType type, InputType input, List<List<Layer>> paths) {
        ComputationGraph plain = plain(type, input, paths);
        ComputationGraph block = block(type, input, paths);
        Map<String, INDArray> expected = plain.paramTable();
        block.paramTable().forEach((name, array) -> array.assign(expected.get(plainName(name))));
        long[] shape = input.getShape(true);
        shape[0] = EXAMPLES;
        DataSet batch =
                batch(type, input, plain.outputSingle(Nd4j.rand(type, shape)).shape());
        double rounding = type == DataType.DOUBLE ? 1e-10 : 1e-4;
        INDArray before = plain.params().dup();
        for (int step = 0; step < 3; step++) {
            assertWithin("output", rounding, output(block, batch), output(plain, batch));
            plain.fit(batch);
            block.fit(batch);
        }
        assertThat(plain.params().distance2(before)).isGreaterThan(0.01);
        assertThat(block.paramTable()).hasSameSizeAs(expected);
        block.paramTable().forEach((name, array) -> assertWithin(name, rounding, array, expected.get(plainName(name))));
    }

    private static INDArray output(ComputationGraph network, DataSet batch) {
        INDArray[] masks = batch.getFeaturesMaskArray() == null ? null : new INDArray[] {batch.getFeaturesMaskArray()};
        return network.output(false, new INDArray[] {batch.getFeatures()}, masks)[0];
    }
}
