package io.github.dl4jregularizers.residual;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static io.github.dl4jregularizers.residual.ConcatenationNetworks.block;
import static io.github.dl4jregularizers.residual.ConcatenationNetworks.convolution;
import static io.github.dl4jregularizers.residual.ConcatenationNetworks.dense;
import static io.github.dl4jregularizers.residual.ConcatenationNetworks.network;
import static io.github.dl4jregularizers.residual.ConcatenationNetworks.output;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.internal.composite.CompositeRuntime;
import io.github.dl4jregularizers.reference.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Values of PyTorch, gradients, masks and state over time. */
class ConcatenationBlockTest {

    private static final int STEPS = 6;
    private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspacesImmutable();

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(Reference.of("concatenation").path("cases").spliterator(), false);
    }

    /** The gradient of a bias before a normalization is nothing but rounding. */
    private static Layer withoutBias(ConvolutionLayer layer) {
        layer.setHasBias(false);
        return layer;
    }

    private static ConvolutionLayer bare(JsonNode weights, Activation activation) {
        int size = weights.get(0).get(0).size();
        return new ConvolutionLayer.Builder(size, size)
                .nOut(weights.size())
                .hasBias(false)
                .activation(activation)
                .build();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isTorchsConcatenation(JsonNode expected) {
        for (CNN2DFormat format : CNN2DFormat.values()) {
            for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
                assertAsTorch(expected, format, type);
            }
        }
    }

    private static void assertAsTorch(JsonNode expected, CNN2DFormat format, DataType type) {
        JsonNode weights = expected.path("weights");
        ConcatenationBlock block = block().path(bare(weights.get(0), Activation.TANH))
                .skip()
                .path(
                        bare(weights.get(1), Activation.IDENTITY),
                        new SubsamplingLayer.Builder(PoolingType.AVG)
                                .kernelSize(3, 3)
                                .stride(1, 1)
                                .padding(1, 1)
                                .convolutionMode(ConvolutionMode.Truncate)
                                .build())
                .build();
        INDArray input = array(expected.path("input"), format, type);
        long channels = input.size(format == CNN2DFormat.NCHW ? 1 : 3);
        long[] size = {input.size(format == CNN2DFormat.NCHW ? 2 : 1), input.size(format == CNN2DFormat.NCHW ? 3 : 2)};
        MultiLayerNetwork network = network(type, InputType.convolutional(size[0], size[1], channels, format), block);
        network.setParam("0_path0layer0.W", Reference.array(weights.get(0), type));
        network.setParam("0_path2layer0.W", Reference.array(weights.get(1), type));
        network.setBackpropGradientsViewArray(Nd4j.zeros(type, 1, network.numParams()));
        double rounding = type == DataType.DOUBLE ? 1e-12 : 1e-5;
        org.deeplearning4j.nn.api.Layer layer = network.getLayer(0);
        INDArray before = input.dup();
        INDArray output = layer.activate(input, true, NO_WORKSPACES);
        assertWithin("output", rounding, output, array(expected.path("output"), format, type));
        Pair<Gradient, INDArray> gradients =
                layer.backpropGradient(array(expected.path("epsilon"), format, type), NO_WORKSPACES);
        assertWithin("gradient", rounding, gradients.getSecond(), array(expected.path("gradient"), format, type));
        JsonNode ofWeights = expected.path("weightGradients");
        for (int i = 0; i < 2; i++) {
            INDArray found = gradients.getFirst().getGradientFor("path" + 2 * i + "layer0.W");
            assertWithin("weights", 10 * rounding, found, Reference.array(ofWeights.get(i), type));
        }
        assertThat(input).isEqualTo(before);
    }

    private static INDArray array(JsonNode values, CNN2DFormat format, DataType type) {
        INDArray array = Reference.array(values, type);
        return format == CNN2DFormat.NCHW ? array : array.permute(0, 2, 3, 1).dup('c');
    }

    @Test
    void gradientsAreExact() {
        Layer nested = block().path(withoutBias(convolution(2, 3)), new BatchNormalization())
                .skip()
                .path(block().skip().path(convolution(1, 1)).build())
                .build();
        assertExact(InputType.convolutional(3, 4, 2), output(), convolution(2, 3), nested, new GlobalPoolingLayer());
        assertExact(
                InputType.convolutional3D(Convolution3D.DataFormat.NDHWC, 2, 3, 2, 2),
                new Cnn3DLossLayer.Builder(Convolution3D.DataFormat.NDHWC)
                        .lossFunction(LossFunction.MSE)
                        .activation(Activation.TANH)
                        .build(),
                volumes(2),
                block().path(volumes(1)).skip().path(volumes(2)).build());
        assertExact(
                InputType.feedForward(3),
                output(),
                dense(3),
                block().skip().path(dense(2), dense(2)).build());
    }

    private static Convolution3D volumes(int channels) {
        return new Convolution3D.Builder(1, 2, 1)
                .nOut(channels)
                .dataFormat(Convolution3D.DataFormat.NDHWC)
                .build();
    }

    private static void assertExact(InputType input, Layer last, Layer... hidden) {
        Layer[] layers = Arrays.copyOf(hidden, hidden.length + 1);
        layers[hidden.length] = last;
        MultiLayerNetwork network = network(DataType.DOUBLE, input, layers);
        Nd4j.getRandom().setSeed(8);
        long[] shape = input.getShape(true);
        shape[0] = 3;
        INDArray features = Nd4j.randn(DataType.DOUBLE, shape);
        INDArray labels = Nd4j.zerosLike(network.output(features)).addi(0.5);
        GradientCheckUtil.MLNConfig check = new GradientCheckUtil.MLNConfig()
                .net(network)
                .input(features)
                .labels(labels)
                .epsilon(1e-6)
                .maxRelError(1e-5)
                .minAbsoluteError(1e-9)
                .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)
                .excludeParams(Set.of("1_path0layer1.mean", "1_path0layer1.var", "1_path0layer1.log10stdev"));
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        try {
            assertThat(GradientCheckUtil.checkGradients(check)).isTrue();
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    @Test
    void recurrentPathsKeepTheirState() {
        Layer frozen = new FrozenLayer(new LSTM.Builder().nOut(3).build());
        MultiLayerNetwork network = network(
                DataType.DOUBLE,
                InputType.recurrent(2),
                block().path(frozen)
                        .skip()
                        .path(block().skip()
                                .path(new SimpleRnn.Builder().nOut(2).build())
                                .build())
                        .build(),
                new RnnOutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build());
        INDArray features = Nd4j.rand(DataType.DOUBLE, 4, 2, STEPS);
        INDArray whole = network.output(features);
        assertWithin("start", 1e-12, network.rnnTimeStep(steps(features, 0, 2)), steps(whole, 0, 2));
        assertThat(network.rnnGetPreviousState(0))
                .containsOnlyKeys("path0layer0.prevAct", "path0layer0.prevMem", "path2layer0.path1layer0.prevAct");
        assertWithin("rest", 1e-12, network.rnnTimeStep(steps(features, 2, STEPS)), steps(whole, 2, STEPS));
    }

    private static INDArray steps(INDArray sequence, int from, int to) {
        return sequence.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(from, to))
                .dup();
    }

    /** A frozen path lets no gradient through. That of the other path is the same without it. */
    @Test
    void aFrozenPathStopsItsGradientOnly() {
        InputType input = InputType.feedForward(4);
        MultiLayerNetwork frozen = network(
                DataType.DOUBLE,
                input,
                block().path(new FrozenLayer(dense(2))).path(dense(3)).build());
        MultiLayerNetwork alone = network(DataType.DOUBLE, input, dense(3));
        alone.setParam("0_W", frozen.getParam("0_path1layer0.W"));
        alone.setParam("0_b", frozen.getParam("0_path1layer0.b"));
        INDArray x = Nd4j.rand(DataType.DOUBLE, 3, 4);
        INDArray epsilon = Nd4j.rand(DataType.DOUBLE, 3, 5);
        INDArray expected = gradient(alone, x, epsilon.getColumns(2, 3, 4));
        assertWithin("gradient", 1e-12, gradient(frozen, x, epsilon), expected);
    }

    private static INDArray gradient(MultiLayerNetwork network, INDArray x, INDArray epsilon) {
        network.setBackpropGradientsViewArray(Nd4j.zeros(DataType.DOUBLE, 1, network.numParams()));
        network.getLayer(0).activate(x, true, NO_WORKSPACES);
        return network.getLayer(0).backpropGradient(epsilon, NO_WORKSPACES).getSecond();
    }

    @Test
    void everyPathHasTheMask() {
        MultiLayerNetwork network = network(
                DataType.DOUBLE,
                InputType.recurrent(2, STEPS),
                block().skip()
                        .path(new SimpleRnn.Builder().nOut(2).build())
                        .path(new SimpleRnn.Builder().nOut(1).build())
                        .build());
        CompositeRuntime<?> layer = (CompositeRuntime<?>) network.getLayer(0);
        INDArray mask = Nd4j.ones(DataType.DOUBLE, 4, STEPS);
        assertThat(layer.feedForwardMaskArray(mask, MaskState.Active, 4).getFirst())
                .isSameAs(mask);
        assertThat(layer.layers()).hasSize(2).allMatch(inner -> inner.getMaskArray() == mask);
        assertThat(layer.feedForwardMaskArray(null, MaskState.Active, 4)).isNull();
        assertThat(layer.layers()).allMatch(inner -> inner.getMaskArray() == null);
    }
}
