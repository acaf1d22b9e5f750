package io.github.dl4jregularizers.variational;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.residual.DropPathVertex;
import io.github.dl4jregularizers.residual.LayerSequence;
import io.github.dl4jregularizers.residual.ResidualBlock;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Smaller networks through concatenations and blocks, with equal outputs. */
class CompactStructureTest {

    static NeuralNetConfiguration.Builder settings() {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .activation(Activation.TANH)
                .convolutionMode(ConvolutionMode.Same)
                .biasInit(0.3);
    }

    private static ConvolutionLayer convolution(int channels, CNN2DFormat format) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(channels)
                .dataFormat(format)
                .build();
    }

    static OutputLayer output() {
        return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
    }

    private static INDArray images(CNN2DFormat format) {
        return format == CNN2DFormat.NCHW
                ? Nd4j.rand(DataType.DOUBLE, 5, 2, 6, 6)
                : Nd4j.rand(DataType.DOUBLE, 5, 6, 6, 2);
    }

    private static void zeroFilter(Model network, String layer, int channel) {
        network.getParam(layer + "_W").slice(channel).assign(0);
        network.getParam(layer + "_b").putScalar(channel, 0);
    }

    static void assertClose(INDArray actual, INDArray expected) {
        assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-12);
    }

    /** Channels of two layers side by side, and of one layer twice. */
    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void concatenatedChannels(CNN2DFormat format) {
        ComputationGraphConfiguration conf = settings()
                .graphBuilder()
                .addInputs("in")
                .addLayer("left", convolution(4, format), "in")
                .addLayer("right", convolution(3, format), "in")
                .addVertex("path", new DropPathVertex(DropRate.of(0.2)), "right")
                .addVertex("both", new MergeVertex(), "left", "path", "left")
                .addLayer(
                        "norm",
                        new BatchNormalization.Builder().dataFormat(format).build(),
                        "both")
                .addLayer("last", convolution(4, format), "norm")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.MAX), "last")
                .addLayer("out", output(), "pool")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(6, 6, 2, format))
                .build();
        ComputationGraph graph = new ComputationGraph(conf);
        graph.init();
        INDArray weights = graph.getParam("last_W"); // channels 0-3 left, 4-6 right, 7-10 left again
        for (int unread : new int[] {2, 9, 5, 0}) {
            weights.get(NDArrayIndex.all(), NDArrayIndex.point(unread)).assign(0);
        }
        CompactNetwork<ComputationGraph> compact = CompactNetwork.of(graph);
        INDArray x = images(format);
        assertClose(compact.network().outputSingle(x), graph.outputSingle(x));
        assertThat(compact).asString().contains("left: 4 -> 3", "right: 3 -> 2", "last: 4 -> 4");
        assertThat(compact.leftAlone()).isEmpty();
        assertThat(compact.network().getParam("norm_gamma").length()).isEqualTo(3 + 2 + 3);
    }

    /** The channels before an unknown vertex stay, and are named. */
    @Test
    void otherVerticesAreLeftAlone() {
        ComputationGraphConfiguration conf = settings()
                .graphBuilder()
                .addInputs("in")
                .addLayer("first", new DenseLayer.Builder().nOut(4).build(), "in")
                .addLayer("second", new DenseLayer.Builder().nOut(4).build(), "first")
                .addVertex("scale", new ScaleVertex(2), "second")
                .addLayer("out", output(), "scale")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(3))
                .build();
        ComputationGraph graph = new ComputationGraph(conf);
        graph.init();
        graph.getParam("out_W").putRow(1, Nd4j.zeros(DataType.DOUBLE, 3));
        graph.getParam("second_W").putRow(2, Nd4j.zeros(DataType.DOUBLE, 4));
        CompactNetwork<ComputationGraph> compact = CompactNetwork.of(graph);
        INDArray x = Nd4j.rand(DataType.DOUBLE, 5, 3);
        assertClose(compact.network().outputSingle(x), graph.outputSingle(x));
        assertThat(compact).asString().contains("first: 4 -> 3", "second: 4 -> 4", "left alone");
        assertThat(compact.leftAlone()).containsExactly("second (scale: ScaleVertex)");
    }

    /** Channels between the layers of a block go, also in an inner sequence; those around it stay. */
    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void innerChannelsOfBlocks(CNN2DFormat format) {
        ResidualBlock block = new ResidualBlock.Builder()
                .body(
                        convolution(5, format),
                        new BatchNormalization.Builder().dataFormat(format).build(),
                        new ActivationLayer(Activation.RELU),
                        new LayerSequence(convolution(6, format), convolution(5, format)),
                        convolution(3, format))
                .shortcut(convolution(4, format), convolution(3, format))
                .dropRate(DropRate.of(0.3))
                .activation(Activation.RELU)
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(settings()
                .list(
                        convolution(4, format),
                        block,
                        convolution(4, format),
                        new GlobalPoolingLayer(PoolingType.AVG),
                        output())
                .setInputType(InputType.convolutional(6, 6, 2, format))
                .build());
        network.init();
        zeroFilter(network, "0", 1);
        zeroFilter(network, "1", "body0.", 2);
        network.getParam("1_body1.beta").putScalar(2, -50);
        network.getParam("1_body1.mean").putScalar(2, 0);
        zeroFilter(network, "1", "body3.layer0.", 4);
        zeroFilter(network, "1", "shortcut0.", 0);
        zeroFilter(network, "1", "shortcut0.", 3);
        zeroFilter(network, "2", 0);
        CompactNetwork<MultiLayerNetwork> compact = CompactNetwork.of(network);
        INDArray x = images(format);
        assertClose(compact.network().output(x), network.output(x));
        assertThat(compact)
                .asString()
                .contains(
                        "layer 0: 4 -> 4",
                        "layer 1 body3. layer0.: 6 -> 5",
                        "layer 1 shortcut0.: 4 -> 2",
                        "layer 2: 4 -> 3");
        assertThat(compact.leftAlone())
                .contains("layer 0 (layer 1: ResidualBlock)", "layer 1 body0. (layer 1 body3.: LayerSequence)");
        assertThat(compact.network().getLayerWiseConfigurations().getConf(1).getLayer())
                .isInstanceOf(ResidualBlock.class);
        INDArray before = compact.network().params().dup();
        compact.network()
                .fit(
                        x,
                        Nd4j.eye(5)
                                .castTo(DataType.DOUBLE)
                                .get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3))
                                .dup());
        assertThat(compact.network().params()).as("trains on").isNotEqualTo(before);
    }

    private static void zeroFilter(Model network, String layer, String inner, int channel) {
        network.getParam(layer + "_" + inner + "W").slice(channel).assign(0);
        network.getParam(layer + "_" + inner + "b").putScalar(channel, 0);
    }
}
