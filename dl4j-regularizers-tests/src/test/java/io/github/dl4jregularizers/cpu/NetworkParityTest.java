package io.github.dl4jregularizers.cpu;

import static io.github.dl4jregularizers.cpu.DnnLayerRun.assertClose;
import static io.github.dl4jregularizers.cpu.DnnLayerRun.normal;
import static io.github.dl4jregularizers.cpu.DnnLayerRun.withHelpers;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.benchmark.PlainResidualNetwork;
import io.github.dl4jregularizers.variational.L0Gates;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Whole networks, with workspaces: a helper must be correct with the orders and strides of all neighboring layers. */
@RequiresCpuModule
@EnabledIf(DnnLayerRun.NATIVE_ONEDNN)
class NetworkParityTest {

    private String propertyBefore;

    @BeforeEach
    void forget() {
        propertyBefore = System.clearProperty(OneDnn.DISABLE_PROPERTY);
    }

    @AfterEach
    void restore() {
        DnnLayerRun.setHelpersDisabled(propertyBefore);
    }

    static Stream<Layer> neighbors() {
        return Stream.of(
                new SubsamplingLayer.Builder(PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(1, 1)
                        .build(),
                new SubsamplingLayer.Builder(PoolingType.AVG)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build(),
                new ConvolutionLayer.Builder(3, 3).nOut(3).dilation(2, 2).build(),
                new Deconvolution2D.Builder(2, 2).nOut(3).build(),
                new DepthwiseConvolution2D.Builder(2, 2).build(),
                new SeparableConvolution2D.Builder(2, 2).nOut(3).build(),
                new LocalResponseNormalization.Builder().build(),
                new Upsampling2D.Builder(2).build(),
                new ZeroPaddingLayer.Builder(1, 1).build(),
                new Cropping2D.Builder(1, 1).build(),
                new ActivationLayer(Activation.SWISH),
                new BatchNormalization.Builder().lockGammaBeta(true).build(),
                new L0Gates.Builder().lambda(0.1).build());
    }

    @ParameterizedTest
    @MethodSource("neighbors")
    void trainsLikeTheBuiltInPathBesideEveryLayer(Layer neighbor) {
        for (Activation activation : new Activation[] {Activation.RELU, Activation.IDENTITY}) {
            MultiLayerConfiguration configuration = configuration(activation, neighbor, CNN2DFormat.NCHW);
            MultiLayerNetwork helped = withHelpers(true, () -> network(configuration));
            MultiLayerNetwork builtIn = withHelpers(false, () -> network(configuration));
            assertThat(helped.getLayer(1).getHelper()).isNotNull();
            assertThat(builtIn.getLayer(1).getHelper()).isNull();
            INDArray features = normal(3, 4, 2, 6, 6);
            INDArray labels = Nd4j.eye(4).castTo(features.dataType());

            Nd4j.getRandom().setSeed(4);
            helped.fit(features, labels);
            Nd4j.getRandom().setSeed(4);
            builtIn.fit(features, labels);
            assertClose("parameters", helped.params(), builtIn.params(), 1e-4);
            assertClose("output", helped.output(features), builtIn.output(features), 1e-4);
        }
    }

    @Test
    void residualNetworkTrainsLikeOnTheBuiltInPath() {
        Supplier<ComputationGraph> network =
                () -> PlainResidualNetwork.build(1, 1, new Sgd(0.1), UnaryOperator.identity());
        ComputationGraph helped = withHelpers(true, network);
        ComputationGraph builtIn = withHelpers(false, network);
        DataSet batch =
                new DataSet(normal(3, 2, 3, 32, 32), Nd4j.eye(10).getRows(2, 7).castTo(DataType.FLOAT));

        helped.fit(batch);
        builtIn.fit(batch);

        assertClose("parameters", helped.params(), builtIn.params(), 1e-4);
        INDArray features = batch.getFeatures();
        assertClose("output", helped.outputSingle(features), builtIn.outputSingle(features), 1e-4);
    }

    @Test
    void enablesForANetworkInNchw() {
        Layer pooling = new SubsamplingLayer.Builder().build();
        MultiLayerConfiguration configuration = configuration(Activation.RELU, pooling, CNN2DFormat.NCHW);

        assertThat(OneDnn.enable(configuration).isEnabled()).isTrue();
        assertThat(network(configuration).getLayer(0).getHelper()).isNotNull();
    }

    @Test
    void switchesOffForANetworkInNhwcEvenIfOnBefore() {
        Layer pooling =
                new SubsamplingLayer.Builder().dataFormat(CNN2DFormat.NHWC).build();
        MultiLayerConfiguration configuration = configuration(Activation.RELU, pooling, CNN2DFormat.NHWC);
        OneDnn.enable();

        OneDnn.Status status = OneDnn.enable(configuration);

        assertThat(status.isEnabled()).isFalse();
        assertThat(status.toString()).contains("NHWC", "first", "CNN2DFormat.NCHW");
        assertThat(network(configuration).getLayer(0).getHelper()).isNull();
    }

    private static MultiLayerConfiguration configuration(Activation activation, Layer neighbor, CNN2DFormat format) {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Sgd(0.1))
                .activation(activation)
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .name("first")
                        .nOut(4)
                        .dataFormat(format)
                        .build())
                .layer(new BatchNormalization.Builder().dataFormat(format).build())
                .layer(neighbor.clone())
                .layer(new BatchNormalization.Builder().dataFormat(format).build())
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .dataFormat(format)
                        .build())
                .layer(neighbor.clone())
                .layer(new OutputLayer.Builder()
                        .nOut(4)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 2, format))
                .build();
    }

    private static MultiLayerNetwork network(MultiLayerConfiguration configuration) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
        network.init();
        return network;
    }
}
