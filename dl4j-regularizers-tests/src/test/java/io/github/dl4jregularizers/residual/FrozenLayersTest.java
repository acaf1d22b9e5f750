package io.github.dl4jregularizers.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.attention.SelfAttentionWithDropout;
import io.github.dl4jregularizers.dropout.AdaptiveDropout;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.GaussianNoise;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.MLNConfig;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;

/** Frozen layers compute as at inference, and propagate the exact gradient of inference. */
class FrozenLayersTest {

    private static final InputType VECTORS = InputType.feedForward(3);
    private static final InputType IMAGES = InputType.convolutional(4, 5, 2);
    private static final InputType SEQUENCES = InputType.recurrent(3, 4);
    private static final DropRate RATE = DropRate.of(0.4);

    static Stream<Arguments> layers() {
        return Stream.of(
                arguments(VECTORS, block(Activation.SOFTMAX).body(dense()).build()),
                arguments(VECTORS, block(Activation.SWISH).body(dense(), tanh()).build()),
                arguments(
                        VECTORS,
                        block(Activation.TANH)
                                .scaleAtInference(true)
                                .body(dense(), new BatchNormalization(), tanh(), dense())
                                .shortcut(dense(), tanh())
                                .build()),
                arguments(
                        VECTORS,
                        block(Activation.IDENTITY)
                                .perExample(true)
                                .body(block(Activation.TANH)
                                        .body(tanh(), new LayerSequence(tanh(), dense()))
                                        .build())
                                .build()),
                arguments(VECTORS, new LayerSequence(tanh(), tanh(), dense(), normalization(true, false))),
                arguments(VECTORS, new LayerSequence(normalization(false, true), tanh(), dense())),
                arguments(VECTORS, new NoiseLayer(new Dropout(RATE))),
                arguments(VECTORS, new NoiseLayer(new GaussianNoise(0.2))),
                arguments(
                        VECTORS,
                        new AdaptiveDropout.Builder()
                                .activation(Activation.TANH)
                                .build()),
                arguments(
                        IMAGES,
                        block(Activation.TANH)
                                .body(convolution(2), new BatchNormalization(), tanh(), convolution(1), tanh())
                                .shortcut(new PaddedShortcut(3, 2))
                                .build()),
                arguments(
                        IMAGES,
                        new ConcatenationBlock.Builder()
                                .path(convolution(1), new BatchNormalization(), tanh())
                                .skip()
                                .build()),
                arguments(IMAGES, new PaddedShortcut(3, 2)),
                arguments(IMAGES, new LayerSequence(tanh(), new SubsamplingLayer.Builder().build())),
                arguments(
                        SEQUENCES,
                        block(Activation.TANH)
                                .body(
                                        new LSTM.Builder().nOut(3).build(),
                                        new SimpleRnn.Builder().nOut(3).build())
                                .build()),
                arguments(
                        SEQUENCES,
                        new SelfAttentionWithDropout.Builder()
                                .nOut(4)
                                .nHeads(2)
                                .projectInput(true)
                                .dropRate(RATE)
                                .build()));
    }

    private static ResidualBlock.Builder block(Activation activation) {
        return new ResidualBlock.Builder().dropRate(RATE).activation(activation);
    }

    private static DenseLayer dense() {
        return new DenseLayer.Builder().nOut(3).activation(Activation.SIGMOID).build();
    }

    private static ConvolutionLayer convolution(int stride) {
        return new ConvolutionLayer.Builder(3, 3).nOut(3).stride(stride, stride).build();
    }

    private static ActivationLayer tanh() {
        return new ActivationLayer(Activation.TANH);
    }

    private static BatchNormalization normalization(boolean locked, boolean logStd) {
        return new BatchNormalization.Builder(locked)
                .gamma(3)
                .beta(2)
                .useLogStd(logStd)
                .build();
    }

    private static Layer below(InputType input) {
        if (input == IMAGES) {
            return new ConvolutionLayer.Builder(1, 1).nOut(2).build();
        }
        return input == SEQUENCES ? new SimpleRnn.Builder().nOut(3).build() : dense();
    }

    private static MultiLayerNetwork network(InputType input, Layer frozen, IUpdater updater, WorkspaceMode mode) {
        var layers = new NeuralNetConfiguration.Builder()
                .seed(11)
                .dataType(DataType.DOUBLE)
                .updater(updater)
                .convolutionMode(ConvolutionMode.Same)
                .trainingWorkspaceMode(mode)
                .list()
                .layer(below(input))
                .layer(frozen);
        if (input != VECTORS) {
            layers.layer(new GlobalPoolingLayer());
        }
        layers.layer(
                new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build());
        MultiLayerNetwork network =
                new MultiLayerNetwork(layers.setInputType(input).build());
        network.init();
        Nd4j.getRandom().setSeed(2);
        // Statistics, gamma and beta included: nothing is 0 or 1 by default then.
        network.params()
                .addi(Nd4j.rand(DataType.DOUBLE, network.params().shape()).muli(0.5));
        return network;
    }

    private static DataSet batch(InputType input, int examples) {
        Nd4j.getRandom().setSeed(5);
        long[] shape = input.getShape(true);
        shape[0] = examples;
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, examples, 2);
        labels.getColumn(1).assign(1);
        return new DataSet(Nd4j.randn(DataType.DOUBLE, shape), labels);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void gradientsBelowAreThoseOfDifferences(InputType input, Layer layer) {
        for (WorkspaceMode mode : new WorkspaceMode[] {WorkspaceMode.ENABLED, WorkspaceMode.NONE}) {
            for (int examples : new int[] {1, 3}) {
                check(
                        network(input, new FrozenLayerWithBackprop(layer.clone()), new NoOp(), mode),
                        batch(input, examples));
            }
        }
    }

    private static void check(MultiLayerNetwork network, DataSet batch) {
        Set<String> frozen = network.paramTable().keySet().stream()
                .filter(name -> name.startsWith("1_"))
                .collect(Collectors.toSet());
        MLNConfig check = new MLNConfig()
                .net(network)
                .input(batch.getFeatures())
                .labels(batch.getLabels())
                .epsilon(1e-6)
                .maxRelError(1e-5)
                .minAbsoluteError(1e-9)
                .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)
                .excludeParams(frozen);
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        try {
            assertThat(GradientCheckUtil.checkGradients(check)).isTrue();
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void frozenLayersStayAndOnlyBackpropTrainsWhatIsBelow(InputType input, Layer layer) {
        for (boolean backprop : new boolean[] {true, false}) {
            Layer frozen = backprop ? new FrozenLayerWithBackprop(layer.clone()) : new FrozenLayer(layer.clone());
            MultiLayerNetwork network = network(input, frozen, new Sgd(0.5), WorkspaceMode.ENABLED);
            INDArray own = network.getLayer(1).numParams() == 0
                    ? null
                    : network.getLayer(1).params().dup();
            INDArray below = network.getParam("0_W").dup();
            INDArray output = network.output(batch(input, 3).getFeatures());
            assertThat(network.output(batch(input, 3).getFeatures(), true)).isEqualTo(output);
            network.fit(batch(input, 3));
            network.fit(batch(input, 2));
            assertThat(network.getParam("0_W").equals(below)).isEqualTo(!backprop);
            if (own != null) {
                assertThat(network.getLayer(1).params()).isEqualTo(own);
            }
        }
    }
}
