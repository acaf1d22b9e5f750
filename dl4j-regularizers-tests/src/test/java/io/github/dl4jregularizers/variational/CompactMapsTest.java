package io.github.dl4jregularizers.variational;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
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

/** Smaller convolutional networks and graphs with equal outputs. */
class CompactMapsTest {

    private static final KlWeight KL = KlWeight.forTrainingExamples(10);

    private static NeuralNetConfiguration.Builder settings(ConvolutionMode mode) {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .activation(Activation.RELU)
                .convolutionMode(mode)
                .biasInit(0.3);
    }

    private static MultiLayerNetwork network(ConvolutionMode mode, CNN2DFormat format, Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(settings(mode)
                .list(layers)
                .setInputType(InputType.convolutional(8, 6, 2, format))
                .build());
        network.init();
        return network;
    }

    private static ConvolutionLayer.Builder convolution(int channels, CNN2DFormat format) {
        return new ConvolutionLayer.Builder(3, 3).nOut(channels).dataFormat(format);
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
    }

    private static INDArray images(CNN2DFormat format) {
        return format == CNN2DFormat.NCHW
                ? Nd4j.rand(DataType.DOUBLE, 5, 2, 8, 6)
                : Nd4j.rand(DataType.DOUBLE, 5, 8, 6, 2);
    }

    private static void assertEqual(MultiLayerNetwork large, CompactNetwork<MultiLayerNetwork> compact, INDArray x) {
        INDArray expected = large.output(x).dup();
        assertThat(compact.network().output(x).sub(expected).amaxNumber().doubleValue())
                .isLessThan(1e-12);
        assertThat(large.output(x)).isEqualTo(expected);
    }

    private static void zeroFilter(Model network, String layer, int channel) {
        INDArray weights = network.getParam(layer + "_W");
        double[] kept = new double[(int) weights.size(0)];
        Arrays.fill(kept, 1);
        kept[channel] = 0;
        weights.muli(Nd4j.createFromArray(kept).reshape(kept.length, 1, 1, 1));
        INDArray bias = network.getParam(layer + "_b");
        if (bias != null) {
            bias.putScalar(channel, 0);
        }
    }

    private static void randomStatistics(Model network, String layer) {
        for (String parameter : new String[] {"gamma", "beta", "mean", "log10stdev"}) {
            INDArray values = network.getParam(layer + "_" + parameter);
            values.assign(Nd4j.rand(values.dataType(), values.shape()).subi(0.3));
        }
    }

    /**
     * Zero filters, through BatchNorm, activation, pooling and flattening: channel 1 is dead after the ReLU, channel 2
     * is a positive constant, and unit 4 of the dense layer is not read.
     */
    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void removesChannelsBeforeDenseLayers(CNN2DFormat format) {
        MultiLayerNetwork network = network(
                ConvolutionMode.Truncate,
                format,
                convolution(5, format)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build(),
                new BatchNormalization.Builder().dataFormat(format).build(),
                new ActivationLayer(Activation.RELU),
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .dataFormat(format)
                        .build(),
                new NoiseLayer(new Dropout(DropRate.of(0.2))),
                new DenseLayer.Builder().nOut(6).build(),
                output());
        randomStatistics(network, "1");
        zeroFilter(network, "0", 1);
        zeroFilter(network, "0", 2);
        network.getParam("1_beta").putScalar(1, -50).putScalar(2, 2.0);
        network.getParam("1_mean").putScalar(1, 0).putScalar(2, 0);
        network.getParam("6_W").putRow(4, Nd4j.zeros(DataType.DOUBLE, 3));
        CompactNetwork<MultiLayerNetwork> compact = CompactNetwork.of(network);
        assertEqual(network, compact, images(format));
        assertThat(compact).asString().contains("layer 0: 5 -> 3").contains("layer 5: 6 -> 5");
        assertThat(compact.leftAlone()).isEmpty();
        assertThat(compact.network().getParam("1_gamma").length()).isEqualTo(3);
        assertThat(compact.network().getParam("5_W").size(0)).isEqualTo(3 * 3 * 2);
        assertThat(compact.removedShare()).isBetween(0.3, 0.6);
    }

    /** A constant map is folded into the biases of a convolution without padding, and stays before one with padding. */
    @ParameterizedTest
    @EnumSource(
            value = ConvolutionMode.class,
            names = {"Truncate", "Same"})
    void foldsConstantMapsWithoutPadding(ConvolutionMode mode) {
        MultiLayerNetwork network = network(
                mode,
                CNN2DFormat.NCHW,
                convolution(4, CNN2DFormat.NCHW).build(),
                convolution(3, CNN2DFormat.NCHW).build(),
                new GlobalPoolingLayer(PoolingType.AVG),
                output());
        zeroFilter(network, "0", 0);
        zeroFilter(network, "0", 3);
        network.getParam("0_b").putScalar(3, 0.7);
        CompactNetwork<MultiLayerNetwork> compact = CompactNetwork.of(network);
        assertEqual(network, compact, images(CNN2DFormat.NCHW));
        assertThat(compact)
                .asString()
                .contains("layer 0: 4 -> " + (mode == ConvolutionMode.Same ? 3 : 2))
                .contains("layer 1: 3 -> 3");
    }

    /** Gates before a convolution and before a flattened dense layer become weights; those before BatchNorm stay. */
    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void gatesAndPrunedFilters(CNN2DFormat format) {
        MultiLayerNetwork network = network(
                ConvolutionMode.Same,
                format,
                new VariationalConvolution2D.Builder(3, 3)
                        .nOut(5)
                        .dataFormat(format)
                        .klWeight(KL)
                        .build(),
                new L0Gates.Builder().lambda(0.1).build(),
                new BayesianConvolution2D.Builder(3, 3)
                        .nOut(4)
                        .dataFormat(format)
                        .klWeight(KL)
                        .build(),
                new L0Gates.Builder().lambda(0.1).build(),
                new BatchNormalization.Builder().dataFormat(format).build(),
                convolution(6, format).build(),
                new L0Gates.Builder().lambda(0.1).build(),
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .dataFormat(format)
                        .build(),
                output());
        randomStatistics(network, "4");
        network.getParam("0_logVariance").slice(2).assign(9); // a filter of noise
        network.getParam("0_b").putScalar(2, 0);
        network.getParam("1_logAlpha").putScalar(0, -6).putScalar(1, 1);
        network.getParam("3_logAlpha").putScalar(3, -6).putScalar(0, 1);
        network.getParam("4_beta").putScalar(3, 0);
        network.getParam("4_mean").putScalar(3, 0);
        network.getParam("6_logAlpha").putScalar(5, -6).putScalar(2, -6).putScalar(1, 0.5);
        CompactNetwork<MultiLayerNetwork> compact = CompactNetwork.of(network);
        assertEqual(network, compact, images(format));
        assertThat(compact).asString().contains("layer 0: 5 -> 3", "layer 2: 4 -> 3", "layer 5: 6 -> 4");
        assertThat(compact.network().getLayer(1).conf().getLayer()).isInstanceOf(ActivationLayer.class);
        assertThat(compact.network().getLayer(3).conf().getLayer()).isInstanceOf(L0Gates.class);
        assertThat(compact.network().getLayer(2).conf().getLayer().getClass()).isEqualTo(ConvolutionLayer.class);
        INDArray labels = Nd4j.eye(5).castTo(DataType.DOUBLE).get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3));
        INDArray before = compact.network().params().dup();
        compact.network().fit(images(format), labels.dup());
        assertThat(compact.network().params()).as("trains on").isNotEqualTo(before);
    }

    private static ComputationGraph residual() {
        ComputationGraphConfiguration conf = settings(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("in")
                .addLayer("stem", convolution(4, CNN2DFormat.NCHW).build(), "in")
                .addLayer("first", convolution(5, CNN2DFormat.NCHW).build(), "stem")
                .addLayer(
                        "second",
                        convolution(4, CNN2DFormat.NCHW)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "first")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "stem", "second")
                .addLayer("relu", new ActivationLayer(Activation.RELU), "sum")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.MAX), "relu")
                .addLayer("out", output(), "pool")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(8, 6, 2))
                .build();
        ComputationGraph graph = new ComputationGraph(conf);
        graph.init();
        return graph;
    }

    /** Channel 1 is 0 in both branches, channel 2 in one: only the first is removed, from both. */
    @Test
    void sumsKeepChannelsThatAreInOneBranch() {
        ComputationGraph graph = residual();
        zeroFilter(graph, "stem", 1);
        zeroFilter(graph, "second", 1);
        zeroFilter(graph, "second", 2);
        zeroFilter(graph, "first", 0);
        zeroFilter(graph, "first", 4);
        CompactNetwork<ComputationGraph> compact = CompactNetwork.of(graph);
        INDArray x = images(CNN2DFormat.NCHW);
        assertThat(compact.network()
                        .outputSingle(x)
                        .sub(graph.outputSingle(x))
                        .amaxNumber()
                        .doubleValue())
                .isLessThan(1e-12);
        assertThat(compact).asString().contains("stem: 4 -> 3", "first: 5 -> 3", "second: 4 -> 3", "out: 3 -> 3");
        assertThat(compact.leftAlone()).isEmpty();
        assertThat(compact.timing(x)).contains("saved");
    }

    /** A random network without anything to remove stays as it is. */
    @Test
    void nothingToRemove() {
        ComputationGraph graph = residual();
        CompactNetwork<ComputationGraph> compact = CompactNetwork.of(graph);
        assertThat(compact.network().params()).isEqualTo(graph.params());
        assertThat(compact.removedShare()).isZero();
        assertThat(Arrays.asList(compact.toString().split("; "))).hasSize(2);
    }
}
