package io.github.dl4jregularizers.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.residual.ConcatenationBlock;
import io.github.dl4jregularizers.residual.LayerSequence;
import io.github.dl4jregularizers.residual.ResidualBlock;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Bounds of networks whose constants are known by hand, and one against random pairs of inputs. */
class LipschitzBoundTest {

    private static final InputType TWO = InputType.feedForward(2);

    private static MultiLayerNetwork network(InputType input, Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(3)
                .activation(Activation.IDENTITY)
                .list(layers)
                .validateOutputLayerConfig(false)
                .setInputType(input)
                .build());
        network.init();
        return network;
    }

    private static Layer dense(Activation activation) {
        return new DenseLayer.Builder().nOut(2).activation(activation).build();
    }

    /** The singular values are the absolute values of the two numbers. */
    private static void assign(MultiLayerNetwork network, String key, double first, double second) {
        network.getParam(key).assign(Nd4j.createFromArray(new double[][] {{0, first}, {second, 0}}));
    }

    private static double bound(MultiLayerNetwork network, InputType input) {
        LipschitzBound bound = LipschitzBound.of(network, input);
        assertThat(bound.unknown()).isEmpty();
        return bound.value().orElseThrow();
    }

    @Test
    void denseLayersAndActivationsMultiply() {
        MultiLayerNetwork network = network(
                TWO, dense(Activation.SIGMOID), new NoiseLayer(new Dropout(DropRate.of(0.5))), dense(Activation.RELU));
        assign(network, "0_W", 3, -1);
        assign(network, "2_W", 2, 0.5);
        assertThat(bound(network, TWO)).isCloseTo(3 * 0.25 * 2, within(1e-9));
    }

    /** (1 + 3 * 2) and (4 + 3) of the two blocks. */
    @Test
    void residualBranchesAddUp() {
        MultiLayerNetwork network = network(
                TWO,
                new ResidualBlock.Builder()
                        .body(dense(Activation.RELU), dense(Activation.IDENTITY))
                        .build(),
                new ResidualBlock.Builder()
                        .body(new LayerSequence(dense(Activation.RELU)))
                        .shortcut(dense(Activation.IDENTITY))
                        .build());
        assign(network, "0_body0.W", 3, 1);
        assign(network, "0_body1.W", 2, 1);
        assign(network, "1_body0.layer0.W", 1, 3);
        assign(network, "1_shortcut0.W", 4, 1);
        assertThat(bound(network, TWO)).isCloseTo(7 * 7, within(1e-9));
        assertThat(LipschitzBound.of(network, TWO).toString())
                .contains("sum of the branches above")
                .endsWith("49.0000\n");
    }

    /** The identity, 2 * 3, and 2 times the identity beside 4: sqrt(1 + 36 + 4 (1 + 16)). */
    @Test
    void squaresOfConcatenatedPathsAddUp() {
        MultiLayerNetwork network = network(
                TWO,
                new ConcatenationBlock.Builder()
                        .skip()
                        .path(dense(Activation.RELU), dense(Activation.IDENTITY))
                        .path(
                                dense(Activation.IDENTITY),
                                new ConcatenationBlock.Builder()
                                        .skip()
                                        .path(dense(Activation.IDENTITY))
                                        .build())
                        .build());
        assign(network, "0_path1layer0.W", 2, 1);
        assign(network, "0_path1layer1.W", 3, 1);
        assign(network, "0_path2layer0.W", 1, 2);
        assign(network, "0_path2layer1.path1layer0.W", 4, 3);
        assertThat(bound(network, TWO)).isCloseTo(Math.sqrt(1 + 36 + 4 * (1 + 16)), within(1e-9));
    }

    @Test
    void batchNormalizationCountsItsRunningVariance() {
        for (boolean log : new boolean[] {true, false}) {
            MultiLayerNetwork network = network(
                    TWO,
                    new BatchNormalization.Builder().eps(0.01).useLogStd(log).build());
            network.getParam("0_gamma").assign(Nd4j.createFromArray(new double[][] {{1, -3}}));
            network.getParam(log ? "0_log10stdev" : "0_var")
                    .assign(Nd4j.createFromArray(new double[][] {{log ? -1 : 0.01, log ? 0 : 1}}));
            assertThat(bound(network, TWO)).isCloseTo(1 / Math.sqrt(0.02), within(1e-9));
        }
    }

    @Test
    void poolingCounts() {
        InputType map = InputType.convolutional(6, 6, 1);
        SubsamplingLayer.Builder overlapping = new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(3, 3)
                .stride(2, 1);
        assertThat(bound(network(map, overlapping.build()), map)).isCloseTo(Math.sqrt(2 * 3), within(1e-12));
        SubsamplingLayer.Builder average = new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                .kernelSize(2, 2)
                .stride(2, 2);
        assertThat(bound(network(map, average.build()), map)).isCloseTo(0.5, within(1e-9));
        assertThat(bound(network(map, new GlobalPoolingLayer(PoolingType.AVG)), map))
                .isCloseTo(1.0 / 6, within(1e-12));
        assertThat(bound(network(map, new GlobalPoolingLayer(PoolingType.SUM)), map))
                .isCloseTo(6, within(1e-12));
    }

    @Test
    void unknownLayersAreNamed() {
        InputType sequence = InputType.recurrent(2, 3);
        LipschitzBound bound = LipschitzBound.of(
                network(sequence, new LSTM.Builder().nOut(2).name("memory").build()), sequence);
        assertThat(bound.unknown()).containsExactly("memory (LSTM)");
        assertThat(bound.value()).isEmpty();
        assertThat(bound.toString()).endsWith("unknown\n");
    }

    /** Sum 3 + 2, beside 3: the outputs together sqrt(5^2 + 3^2). */
    @Test
    void verticesOfGraphsCount() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(TWO)
                .addLayer("a", dense(Activation.IDENTITY), "in")
                .addLayer("b", dense(Activation.IDENTITY), "in")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addVertex("all", new MergeVertex(), "sum", "a")
                .addLayer(
                        "out",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nOut(4)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "all")
                .setOutputs("out")
                .build());
        graph.init();
        graph.getParam("a_W").assign(Nd4j.eye(2).muli(3));
        graph.getParam("b_W").assign(Nd4j.eye(2).muli(2));
        graph.getParam("out_W").assign(Nd4j.eye(4));
        assertThat(LipschitzBound.of(graph, TWO).value().orElseThrow()).isCloseTo(Math.sqrt(34), within(1e-9));
    }

    @Test
    void noPairOfInputsIsStretchedMore() {
        InputType map = InputType.convolutional(6, 6, 2);
        MultiLayerNetwork network = network(
                map,
                new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .activation(Activation.RELU)
                        .build(),
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(1, 1)
                        .build(),
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build());
        double bound = bound(network, map);
        INDArray first = Nd4j.rand(DataType.DOUBLE, 200, 2, 6, 6);
        INDArray second = Nd4j.rand(DataType.DOUBLE, 200, 2, 6, 6);
        INDArray outputs =
                network.output(first).dup().subi(network.output(second)).norm2(1);
        INDArray inputs = first.sub(second).reshape(200, 72).norm2(1);
        double stretched = outputs.div(inputs).maxNumber().doubleValue();
        assertThat(stretched).isPositive().isLessThan(bound);
    }
}
