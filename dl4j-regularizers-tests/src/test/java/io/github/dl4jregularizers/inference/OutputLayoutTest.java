package io.github.dl4jregularizers.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.loss.FloodedLoss;
import io.github.dl4jregularizers.loss.GaussianNegativeLogLikelihoodLoss;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** The meaning of an output, by the layers that compute it. */
class OutputLayoutTest {

    private static final InputType VECTOR = InputType.feedForward(4);
    private static final InputType SEQUENCE = InputType.recurrent(4, 5, RNNFormat.NCW);
    private static final InputType IMAGE = InputType.convolutional(4, 4, 2, CNN2DFormat.NCHW);

    private static Layer dense(Activation activation) {
        return new DenseLayer.Builder().nOut(3).activation(activation).build();
    }

    private static Layer convolution(Activation activation) {
        return new ConvolutionLayer.Builder(1, 1).nOut(3).activation(activation).build();
    }

    private static Layer lossLayer(LossFunction loss) {
        return new LossLayer.Builder(loss).build();
    }

    private static Arguments row(OutputKind kind, String name, InputType input, Layer... layers) {
        return Arguments.of(kind, name, input, layers);
    }

    static Stream<Arguments> heads() {
        return Stream.of(
                row(
                        OutputKind.CLASSES,
                        "dense softmax, loss layer",
                        VECTOR,
                        dense(Activation.SOFTMAX),
                        lossLayer(LossFunction.MCXENT)),
                row(
                        OutputKind.CLASSES,
                        "dense, activation layer with softmax, loss layer",
                        VECTOR,
                        dense(Activation.IDENTITY),
                        new ActivationLayer(Activation.SOFTMAX),
                        lossLayer(LossFunction.NEGATIVELOGLIKELIHOOD)),
                row(
                        OutputKind.CLASSES,
                        "loss layer with softmax",
                        VECTOR,
                        dense(Activation.IDENTITY),
                        new LossLayer.Builder(LossFunction.MCXENT)
                                .activation(Activation.SOFTMAX)
                                .build()),
                row(
                        OutputKind.BINARY,
                        "dense sigmoid, loss layer",
                        VECTOR,
                        dense(Activation.SIGMOID),
                        lossLayer(LossFunction.XENT)),
                row(
                        OutputKind.BINARY,
                        "flooded binary cross-entropy",
                        VECTOR,
                        new OutputLayer.Builder(new FloodedLoss(0.1, new LossBinaryXENT()))
                                .nOut(3)
                                .activation(Activation.SIGMOID)
                                .build()),
                row(
                        OutputKind.REGRESSION,
                        "flooded squared error",
                        VECTOR,
                        new OutputLayer.Builder(new FloodedLoss(0.1, new LossMSE()))
                                .nOut(3)
                                .activation(Activation.SIGMOID)
                                .build()),
                row(
                        OutputKind.MEAN_AND_LOG_VARIANCE,
                        "Gaussian negative log-likelihood",
                        VECTOR,
                        new OutputLayer.Builder(new GaussianNegativeLogLikelihoodLoss())
                                .nOut(4)
                                .activation(Activation.IDENTITY)
                                .build()),
                row(
                        OutputKind.REGRESSION,
                        "dense identity, loss layer",
                        VECTOR,
                        dense(Activation.IDENTITY),
                        lossLayer(LossFunction.MSE)),
                row(
                        OutputKind.REGRESSION,
                        "dense sigmoid, squared error",
                        VECTOR,
                        dense(Activation.SIGMOID),
                        lossLayer(LossFunction.MSE)),
                row(
                        OutputKind.REGRESSION,
                        "softmax below another dense layer",
                        VECTOR,
                        dense(Activation.SOFTMAX),
                        dense(Activation.IDENTITY),
                        lossLayer(LossFunction.MSE)),
                row(
                        OutputKind.CLASSES,
                        "recurrent output, recurrent loss layer",
                        SEQUENCE,
                        new LSTM.Builder().nOut(3).activation(Activation.TANH).build(),
                        new ActivationLayer(Activation.SOFTMAX),
                        new RnnLossLayer.Builder(LossFunction.MCXENT)
                                .activation(Activation.IDENTITY)
                                .build()),
                row(
                        OutputKind.CLASSES,
                        "recurrent output layer",
                        SEQUENCE,
                        new RnnOutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build()),
                row(
                        OutputKind.CLASSES,
                        "convolution softmax, convolutional loss layer",
                        IMAGE,
                        convolution(Activation.SOFTMAX),
                        new CnnLossLayer.Builder(LossFunction.MCXENT)
                                .activation(Activation.IDENTITY)
                                .build()),
                row(
                        OutputKind.BINARY,
                        "convolution sigmoid, convolutional loss layer",
                        IMAGE,
                        convolution(Activation.SIGMOID),
                        new CnnLossLayer.Builder(LossFunction.XENT)
                                .activation(Activation.IDENTITY)
                                .build()),
                row(
                        OutputKind.CLASSES,
                        "pooled softmax, loss layer",
                        IMAGE,
                        convolution(Activation.SOFTMAX),
                        new GlobalPoolingLayer(PoolingType.AVG),
                        lossLayer(LossFunction.MCXENT)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("heads")
    void kindIsThatOfTheHead(OutputKind kind, String name, InputType input, Layer... layers) {
        MultiLayerNetwork stack = SmallNetworks.network(input, layers);
        assertThat(OutputLayout.of(stack)).containsExactly(OutputLayout.of(kind));
        assertThat(OutputLayout.of(stack.toComputationGraph())).containsExactly(OutputLayout.of(kind));
    }

    @Test
    void eachOutputOfAGraphHasASeparateLayout() {
        ComputationGraph graph = new ComputationGraph(SmallNetworks.builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("events", dense(Activation.SIGMOID), "in")
                .addLayer("eventLoss", lossLayer(LossFunction.XENT), "events")
                .addVertex("both", new MergeVertex(), "events", "in")
                .addLayer("merged", lossLayer(LossFunction.MSE), "both")
                .setOutputs("merged", "eventLoss")
                .setInputTypes(VECTOR)
                .build());
        graph.init();
        assertThat(OutputLayout.of(graph))
                .containsExactly(OutputLayout.of(OutputKind.REGRESSION), OutputLayout.of(OutputKind.BINARY));
    }

    @Test
    void monteCarloDropoutPredictsClassesBehindALossLayer() {
        MultiLayerNetwork network = SmallNetworks.network(
                VECTOR,
                new DenseLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .dropOut(new Dropout(DropRate.of(0.4)))
                        .build(),
                lossLayer(LossFunction.MCXENT));
        PredictiveDistribution found = MonteCarloDropout.of(network).predict(SmallNetworks.numbers(2, 4));
        assertThat(found.kind()).isEqualTo(OutputKind.CLASSES);
        assertThat(found.predictiveEntropy().shape()).containsExactly(2);
    }
}
