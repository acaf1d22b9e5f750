package io.github.dl4jregularizers.dropout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.noise.BackendNoise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Refused arguments and unchanged arrays of a noise layer; the contract has gradients, formats, masks and clones. */
class NoiseLayerTest {

    private static final DropRate HALF = DropRate.of(0.5);
    private static final InputType DENSE = InputType.feedForward(4);
    private static final InputType NCHW = InputType.convolutional(5, 5, 2, CNN2DFormat.NCHW);
    private static final InputType NHWC = InputType.convolutional(5, 5, 2, CNN2DFormat.NHWC);
    private static final InputType NWC = InputType.recurrent(3, 4, RNNFormat.NWC);
    private static final InputType FLAT = InputType.convolutionalFlat(5, 5, 2);

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(channels(CNN2DFormat.NCHW), NHWC, "NHWC, the format of the input, but was NCHW"),
                Arguments.of(channels(CNN2DFormat.NHWC), NCHW, "NCHW, the format of the input, but was NHWC"),
                Arguments.of(channels(null), FLAT, "reshape"),
                Arguments.of(channels(RNNFormat.NCW), NCHW, "NCHW, the format of the input, but was NCW"),
                Arguments.of(new LockedDropout(HALF), NCHW, "recurrent"),
                Arguments.of(new LockedDropout(HALF), DENSE, "recurrent"),
                Arguments.of(
                        new org.deeplearning4j.nn.conf.dropout.SpatialDropout(0.5),
                        NHWC,
                        "this library's SpatialDropout"),
                Arguments.of(
                        new org.deeplearning4j.nn.conf.dropout.SpatialDropout(0.5),
                        NWC,
                        "this library's SpatialDropout"));
    }

    private static IDropout channels(DataFormat format) {
        return new Dropout(HALF, MaskShape.PER_CHANNEL, format);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhenTheNetworkIsBuilt(IDropout noise, InputType input, String reason) {
        NoiseLayer layer = new NoiseLayer(noise);
        layer.setLayerName("after conv");
        assertThatThrownBy(() -> new NeuralNetConfiguration.Builder()
                        .list(layer, new LossLayer.Builder(LossFunction.MSE).build())
                        .setInputType(input)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NoiseLayer after conv")
                .hasMessageContaining(reason);
    }

    @Test
    void formatDoesNotMatterWhereTheMaskDoesNotDependOnIt() {
        for (InputType input : new InputType[] {DENSE, NCHW, NHWC, NWC, FLAT}) {
            for (MaskShape shape : new MaskShape[] {MaskShape.PER_ELEMENT, MaskShape.PER_EXAMPLE}) {
                NoiseLayer layer = new NoiseLayer(new Dropout(HALF, shape));
                assertThat(layer.getOutputType(0, input)).isEqualTo(input);
            }
        }
        assertThat(new NoiseLayer(channels(CNN2DFormat.NHWC)).getOutputType(0, DENSE))
                .isEqualTo(DENSE);
    }

    @Test
    void withoutAnInputTypeTheFormatHasToBeDeclared() {
        assertThatThrownBy(() -> untyped(channels(null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("setInputType");
        assertThatCode(() -> untyped(channels(CNN2DFormat.NHWC))).doesNotThrowAnyException();
        assertThatCode(() -> untyped(new Dropout(HALF))).doesNotThrowAnyException();
    }

    private static MultiLayerNetwork untyped(IDropout noise) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list(new NoiseLayer(noise), new LossLayer.Builder(LossFunction.MSE).build())
                .build());
        network.init();
        return network;
    }

    @Test
    void aRestoredConfigurationHasItsInputType() {
        MultiLayerConfiguration built = new NeuralNetConfiguration.Builder()
                .list(new NoiseLayer(channels(null)), new LossLayer.Builder(LossFunction.MSE).build())
                .setInputType(NCHW)
                .build();
        MultiLayerConfiguration restored = MultiLayerConfiguration.fromJson(built.toJson());
        assertThatCode(() -> new MultiLayerNetwork(restored).init()).doesNotThrowAnyException();
    }

    /** DL4J's activation layer writes into its input at inference: here, the user's array. */
    @ParameterizedTest
    @EnumSource(
            value = WorkspaceMode.class,
            names = {"ENABLED", "NONE"})
    void asFirstLayerItKeepsTheFeaturesFromTheLayerAbove(WorkspaceMode workspaces) {
        MultiLayerNetwork network = network(
                workspaces,
                DENSE,
                new NoiseLayer(new GaussianNoise(0.1)),
                new ActivationLayer(Activation.RELU),
                new LossLayer.Builder(LossFunction.MSE).build());
        INDArray features = Nd4j.rand(DataType.FLOAT, 3, 4).subi(0.5);
        INDArray before = features.dup();
        network.output(features, false);
        network.output(features, true);
        network.fit(features, features.dup());
        assertThat(features).isEqualTo(before);
    }

    /** Masks and temporaries are in workspaces where the network has them: the count of steps does not matter. */
    @ParameterizedTest
    @MethodSource("noises")
    void drawsIntoWorkspaces(ActivationNoise noise) {
        List<Boolean> attached = new ArrayList<>();
        MultiLayerNetwork network = network(
                WorkspaceMode.ENABLED,
                NCHW,
                new ConvolutionLayer.Builder(2, 2).nOut(2).build(),
                new NoiseLayer(noise.withNoise(new WatchedNoise(out -> attached.add(out.isAttached())))),
                new OutputLayer.Builder(LossFunction.MSE)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build());
        INDArray labels = Nd4j.zeros(3, 1);
        network.fit(Nd4j.rand(DataType.FLOAT, 3, 2, 5, 5), labels);
        network.fit(Nd4j.rand(DataType.FLOAT, 3, 2, 5, 5), labels);
        assertThat(attached).containsExactly(true, true);
    }

    static Stream<ActivationNoise> noises() {
        return Stream.of(
                new Dropout(HALF),
                new UniformDropout(HALF, MaskShape.PER_CHANNEL),
                new DropBlock(HALF, 2),
                new GaussianNoise(0.1),
                new GaussianNoise(0.1, MaskShape.PER_CHANNEL, null));
    }

    @Test
    void integersBecomeTheNetworksType() {
        MultiLayerNetwork network = network(
                WorkspaceMode.ENABLED,
                DENSE,
                new NoiseLayer(new GaussianNoise(0.1)),
                new LossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build());
        INDArray pixels = Nd4j.createFromArray(new int[][] {{1, 2, 3, 4}});
        assertThat(network.output(pixels, false)).isEqualTo(pixels.castTo(DataType.FLOAT));
        assertThat(network.output(pixels, true).dataType()).isEqualTo(DataType.FLOAT);
        assertThat(network.output(pixels, true)).isNotEqualTo(pixels.castTo(DataType.FLOAT));
    }

    @Test
    void twoNetworksOfOneConfigurationHaveEachTheirOwnMask() {
        MultiLayerConfiguration configuration = configuration(
                WorkspaceMode.NONE,
                DENSE,
                new DenseLayer.Builder().nOut(4).build(),
                new NoiseLayer(new Dropout(HALF)),
                new LossLayer.Builder(LossFunction.MSE).build());
        MultiLayerNetwork first = new MultiLayerNetwork(configuration);
        MultiLayerNetwork second = new MultiLayerNetwork(configuration);
        first.init();
        second.init();
        first.initGradientsView();
        org.deeplearning4j.nn.api.Layer one = first.getLayer(1);
        org.deeplearning4j.nn.api.Layer other = second.getLayer(1);
        INDArray ones = Nd4j.ones(DataType.FLOAT, 8, 4);
        LayerWorkspaceMgr manager = LayerWorkspaceMgr.noWorkspaces();
        INDArray mask = one.activate(ones, true, manager);
        INDArray otherMask = other.activate(ones, true, manager);
        assertThat(otherMask).isNotEqualTo(mask);
        assertThat(one.backpropGradient(ones, manager).getSecond()).isEqualTo(mask);
        assertThat(other.backpropGradient(ones, manager).getSecond()).isEqualTo(otherMask);
    }

    @Test
    void truncatedBackpropagationAndStepByStepInference() {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .list(
                        new NoiseLayer(new LockedDropout(HALF)),
                        new SimpleRnn.Builder().nOut(2).build(),
                        new NoiseLayer(new GaussianNoise(0.1)),
                        new RnnLossLayer.Builder(LossFunction.MSE)
                                .activation(Activation.IDENTITY)
                                .build())
                .setInputType(InputType.recurrent(3))
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(2)
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        INDArray features = Nd4j.rand(DataType.FLOAT, 2, 3, 6);
        INDArray before = network.params().dup();
        network.fit(features, Nd4j.rand(DataType.FLOAT, 2, 2, 6));
        assertThat(network.params()).isNotEqualTo(before);
        network.rnnClearPreviousState();
        INDArray whole = network.output(features, false);
        for (int step = 0; step < 6; step++) {
            INDArray atStep = features.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(step));
            INDArray expected = whole.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(step));
            assertThat(network.rnnTimeStep(atStep)).isEqualTo(expected);
        }
    }

    @Test
    void theSourceOfAForeignNoiseCannotBeChosen() {
        NoiseLayer foreign = new NoiseLayer(new org.deeplearning4j.nn.conf.dropout.Dropout(0.5));
        assertThatThrownBy(() -> foreign.withNoise(BackendNoise.INSTANCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Stochastic")
                .hasMessageContaining("Dropout");
        assertThatThrownBy(() -> new NoiseLayer(new Dropout(HALF)).withNoise(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("source");
    }

    private static MultiLayerNetwork network(WorkspaceMode workspaces, InputType input, Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration(workspaces, input, layers));
        network.init();
        return network;
    }

    private static MultiLayerConfiguration configuration(WorkspaceMode workspaces, InputType input, Layer... layers) {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .trainingWorkspaceMode(workspaces)
                .inferenceWorkspaceMode(workspaces)
                .list(layers)
                .setInputType(input)
                .build();
    }
}
