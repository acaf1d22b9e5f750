package io.github.dl4jregularizers.weightnoise;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.attention.SelfAttentionWithDropout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * DL4J's gradient check of every supported kind of layer, in double and with replayed draws. Covers weights and biases,
 * above another layer, so that the gradient of the input is tested too.
 */
class WrappedLayersTest {

    static Stream<Arguments> feedForward() {
        Layer below = dense(3);
        InputType input = InputType.feedForward(3);
        return Stream.of(
                of(input, below, dropped(normalized()), output()),
                of(input, below, dropped(scaling()), output()),
                of(input, below, dropped(output())));
    }

    static Stream<Arguments> convolutions() {
        Layer below = new ConvolutionLayer.Builder(1, 1).nOut(2).build();
        InputType input = InputType.convolutional(3, 3, 2);
        return Stream.of(
                        new ConvolutionLayer.Builder(2, 2).nOut(2).build(),
                        new Deconvolution2D.Builder(2, 2).nOut(2).build(),
                        new SeparableConvolution2D.Builder(2, 2)
                                .depthMultiplier(2)
                                .nOut(2)
                                .build(),
                        new DepthwiseConvolution2D.Builder(2, 2)
                                .depthMultiplier(2)
                                .nOut(4)
                                .build())
                .map(layer -> of(input, below, dropped(layer), pooling(), output()));
    }

    static Stream<Arguments> volumes() {
        Layer below = new Convolution3D.Builder(1, 1, 1).nOut(2).build();
        InputType input = InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 2, 3, 3, 2);
        return Stream.of(
                        new Convolution3D.Builder(2, 2, 2).nOut(2).build(),
                        new Deconvolution3D.Builder()
                                .kernelSize(2, 2, 2)
                                .nOut(2)
                                .build())
                .map(layer -> of(input, below, dropped(layer), pooling(), output()));
    }

    @SuppressWarnings("deprecation") // the Graves layers still load and train
    static Stream<Arguments> sequences() {
        List<Arguments> cases = new ArrayList<>();
        for (RNNFormat format : RNNFormat.values()) {
            InputType input = InputType.recurrent(2, 3, format);
            Layer below = new SimpleRnn.Builder().nOut(3).build();
            for (Layer layer : List.of(
                    lstm(),
                    new GravesLSTM.Builder().nOut(2).build(),
                    new SimpleRnn.Builder().nOut(2).build(),
                    new MaskZeroLayer(lstm(), 0),
                    new TimeDistributed(dense(2)),
                    new Bidirectional(Bidirectional.Mode.CONCAT, lstm()),
                    new Bidirectional(Bidirectional.Mode.MUL, lstm()))) {
                cases.add(of(input, below, dropped(layer), sequenceOutput()));
            }
            cases.add(of(input, below, dropped(sequenceOutput())));
            cases.add(of(input, below, new DropConnect(DropRate.of(0.4), attention(format)), sequenceOutput()));
            cases.add(of(input, below, dropped(new LastTimeStep(lstm())), output()));
            cases.add(of(input, below, new LastTimeStep(dropped(lstm())), output()));
            cases.add(of(
                    input,
                    below,
                    dropped(new LastTimeStep(new Bidirectional(Bidirectional.Mode.ADD, lstm()))),
                    output()));
        }
        // Channels first only: DL4J's own backward pass of a Convolution1D in NWC throws.
        for (Layer layer : List.of(
                new Convolution1DLayer.Builder(2).nOut(2).build(),
                new GravesBidirectionalLSTM.Builder().nOut(2).build())) {
            cases.add(of(InputType.recurrent(2, 3, RNNFormat.NCW), lstm(), dropped(layer), sequenceOutput()));
        }
        return cases.stream();
    }

    /** Of which both the projections and the attention weights are dropped. */
    private static Layer attention(RNNFormat format) {
        return new SelfAttentionWithDropout.Builder()
                .dropRate(DropRate.of(0.3))
                .projectInput(true)
                .nHeads(2)
                .headSize(2)
                .nOut(2)
                .dataFormat(format)
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"feedForward", "convolutions", "volumes", "sequences"})
    void gradientsAreExact(String name, InputType input, List<Layer> layers) {
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        try {
            MultiLayerNetwork network = network(input, layers);
            INDArray features = normal(input.getShape(true), 1);
            INDArray labels = normal(network.output(features).shape(), 2);
            assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                            .net(network)
                            .input(features)
                            .labels(labels)
                            .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)
                            .exitOnFirstError(true)
                            .callEachIter(ignored -> Nd4j.getRandom().setSeed(5))))
                    .isTrue();
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    private static MultiLayerNetwork network(InputType input, List<Layer> layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(DataType.DOUBLE)
                .updater(new NoOp())
                .activation(Activation.TANH)
                .biasInit(0.3)
                .convolutionMode(ConvolutionMode.Same)
                .list(layers.toArray(new Layer[0]))
                .setInputType(input)
                .build());
        network.init();
        return network;
    }

    private static INDArray normal(long[] shape, long seed) {
        long[] batch = shape.clone();
        batch[0] = 2;
        INDArray array = Nd4j.create(DataType.DOUBLE, batch);
        Random random = new Random(seed);
        for (long i = 0; i < array.length(); i++) {
            array.putScalar(i, random.nextGaussian());
        }
        return array;
    }

    private static Arguments of(InputType input, Layer... layers) {
        return Arguments.of(layers[1] + " on " + input, input, List.of(layers));
    }

    private static Layer dropped(Layer layer) {
        return DropConnect.builder(layer)
                .dropRate(DropRate.of(0.4))
                .biases(!(layer instanceof ElementWiseMultiplicationLayer))
                .build();
    }

    private static Layer dense(int units) {
        return new DenseLayer.Builder().nOut(units).build();
    }

    private static Layer normalized() {
        return new DenseLayer.Builder().hasLayerNorm(true).nOut(2).build();
    }

    private static Layer scaling() {
        return new ElementWiseMultiplicationLayer.Builder().nIn(3).nOut(3).build();
    }

    private static Layer lstm() {
        return new LSTM.Builder().nOut(2).build();
    }

    private static Layer pooling() {
        return new GlobalPoolingLayer();
    }

    private static Layer output() {
        return new OutputLayer.Builder(LossFunction.MSE).nOut(2).build();
    }

    private static Layer sequenceOutput() {
        return new RnnOutputLayer.Builder(LossFunction.MSE).nOut(2).build();
    }
}
