package io.github.dl4jregularizers.augment;

import static io.github.dl4jregularizers.augment.Batches.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.internal.ListOfBatches;
import java.util.Collections;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.NeuralNetwork;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;

class AdversarialExamplesTest {

    private final DataSet batch = Batches.of(4, 4, 3, CNN2DFormat.NCHW, DataType.DOUBLE);

    private static NeuralNetConfiguration.Builder base() {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.TANH)
                .updater(new Adam(0.01));
    }

    private static ConvolutionLayer convolution() {
        return new ConvolutionLayer.Builder(3, 3).nOut(2).build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder()
                .nOut(Batches.CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static MultiLayerNetwork stack() {
        MultiLayerNetwork network = new MultiLayerNetwork(base().list()
                .layer(convolution())
                .layer(new BatchNormalization())
                .layer(output())
                .setInputType(InputType.convolutional(4, 3, 3))
                .build());
        network.init();
        return network;
    }

    /** Two branches from the input, so that the gradients of both have to be added. */
    private static ComputationGraph graph() {
        ComputationGraph network = new ComputationGraph(base().graphBuilder()
                .addInputs("in")
                .addLayer("a", convolution(), "in")
                .addLayer("b", new DenseLayer.Builder().nOut(5).build(), "in")
                .addLayer("c", new DenseLayer.Builder().nOut(5).build(), "a")
                .addVertex("both", new MergeVertex(), "b", "c")
                .addLayer("norm", new BatchNormalization(), "both")
                .addLayer("out", output(), "norm")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(4, 3, 3))
                .build());
        network.init();
        return network;
    }

    private static Model network(boolean isGraph) {
        return isGraph ? graph() : stack();
    }

    /** The training loss, by DL4J itself. */
    private static double loss(Model network, INDArray features, INDArray labels) {
        DataSet data = new DataSet(features, labels);
        return network instanceof ComputationGraph
                ? ((ComputationGraph) network).score(data, true)
                : ((MultiLayerNetwork) network).score(data, true);
    }

    private static INDArray gradient(InputGradient gradient, INDArray features, INDArray labels) {
        return gradient.at(BatchArrays.of(new Batch(new DataSet(features, labels))))[0];
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientIsThatOfTheTrainingLoss(boolean isGraph) {
        Model network = network(isGraph);
        INDArray features = batch.getFeatures();
        INDArray gradient = gradient(new InputGradient(network, 0), features, batch.getLabels());
        double h = 1e-5;
        for (long i = 0; i < features.length(); i += 7) {
            INDArray up = features.dup();
            up.putScalar(i, up.getDouble(i) + h);
            INDArray down = features.dup();
            down.putScalar(i, down.getDouble(i) - h);
            double numeric = (loss(network, up, batch.getLabels()) - loss(network, down, batch.getLabels())) / (2 * h);
            assertThat(gradient.getDouble(i) / 4).as("element %d", i).isCloseTo(numeric, within(1e-8));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fgsmTakesOneStepAlongTheSignAndKeepsTheCleanHalf(boolean isGraph) {
        Model network = network(isGraph);
        INDArray clean = batch.getFeatures();
        INDArray sign = Nd4j.math().sign(gradient(new InputGradient(network, 0), clean, batch.getLabels()));
        AdversarialExamples.fgsm(network, 0.1).preProcess(batch);
        assertThat(batch.getFeatures().size(0)).isEqualTo(8);
        assertThat(values(half(batch.getFeatures(), 0))).isEqualTo(values(clean));
        assertThat(values(half(batch.getFeatures(), 4)))
                .containsExactly(values(clean.add(sign.mul(0.1))), within(1e-15));
        assertThat(values(half(batch.getLabels(), 4))).isEqualTo(values(half(batch.getLabels(), 0)));
        assertThat(loss(network, half(batch.getFeatures(), 4), half(batch.getLabels(), 4)))
                .isGreaterThan(loss(network, clean, half(batch.getLabels(), 0)));
    }

    private static INDArray half(INDArray both, int from) {
        return both.get(NDArrayIndex.interval(from, from + 4)).dup('c');
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pgdStaysWithinItsBoundsAndGoesFurtherUp(boolean isGraph) {
        Model network = network(isGraph);
        INDArray clean = batch.getFeatures();
        INDArray labels = batch.getLabels();
        AdversarialExamples.pgd(network, 0.1, 5)
                .withStep(0.03)
                .withSteps(8)
                .withRange(0, 1)
                .preProcess(batch);
        INDArray moved = half(batch.getFeatures(), 4);
        assertThat(moved.sub(clean).amaxNumber().doubleValue()).isBetween(0.09, 0.1 + 1e-15);
        assertThat(moved.minNumber().doubleValue()).isNotNegative();
        assertThat(moved.maxNumber().doubleValue()).isLessThanOrEqualTo(1);
        assertThat(loss(network, moved, labels)).isGreaterThan(loss(network, clean, labels));
        DataSet again = new DataSet(clean, labels);
        AdversarialExamples.pgd(network, 0.1, 5)
                .withStep(0.03)
                .withSteps(8)
                .withRange(0, 1)
                .preProcess(again);
        assertThat(values(again.getFeatures())).isEqualTo(values(batch.getFeatures()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theNetworkIsAsItWas(boolean isGraph) {
        Model network = network(isGraph);
        ((NeuralNetwork) network).fit(batch);
        INDArray gradients = network.getGradientsViewArray();
        double[] before = values(network.params());
        double[] gradient = values(gradients);
        double[] state = values(((NeuralNetwork) network).updaterState());
        double score = network.score();
        AdversarialExamples.pgd(network, 0.1, 5).withStep(0.05).withSteps(2).preProcess(batch);
        assertThat(values(network.params())).isEqualTo(before);
        assertThat(values(gradients)).isEqualTo(gradient);
        assertThat(values(((NeuralNetwork) network).updaterState())).isEqualTo(state);
        assertThat(network.score()).isEqualTo(score);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDeserializedAttackUsesACopyOfTheNetwork(boolean isGraph) throws Exception {
        Model network = network(isGraph);
        AdversarialExamples attack = AdversarialExamples.pgd(network, 0.1, 5).withRange(0, 1);
        AdversarialExamples copy = SerializationUtils.roundtrip(attack);
        DataSet wanted = new DataSet(batch.getFeatures(), batch.getLabels());
        attack.preProcess(wanted);
        network.params().addi(1);
        DataSet given = new DataSet(batch.getFeatures(), batch.getLabels());
        copy.preProcess(given);
        assertThat(values(given.getFeatures())).isEqualTo(values(wanted.getFeatures()));
    }

    /** NaN has no sign: features stay finite, and inside epsilon. */
    @Test
    void aDivergedNetworkLeavesFeaturesNearThemselves() {
        MultiLayerNetwork network = stack();
        network.params().assign(Double.NaN);
        INDArray clean = batch.getFeatures();
        AdversarialExamples.pgd(network, 0.1, 5).preProcess(batch);
        INDArray moved = half(batch.getFeatures(), 4);
        assertThat(moved.sub(clean).amaxNumber().doubleValue()).isLessThanOrEqualTo(0.1 + 1e-15);
    }

    /** Madry et al. attack CIFAR-10 with 7 steps of 2 within 8. */
    @Test
    void pgdTakesSevenStepsOfAQuarterOfEpsilonByDefault() {
        MultiLayerNetwork network = stack();
        DataSet usual = new DataSet(batch.getFeatures(), batch.getLabels());
        AdversarialExamples.pgd(network, 0.08, 5).preProcess(usual);
        AdversarialExamples.pgd(network, 0.08, 5).withStep(0.02).withSteps(7).preProcess(batch);
        assertThat(values(usual.getFeatures())).isEqualTo(values(batch.getFeatures()));
    }

    @Test
    void followsTheNetworkInTraining() {
        MultiLayerNetwork network = stack();
        AugmentedDataSetIterator both = new AugmentedDataSetIterator(
                new ListOfBatches(Collections.nCopies(3, batch)), AdversarialExamples.fgsm(network, 0.2));
        assertThat(both.asyncSupported()).isFalse();
        DataSet before = both.next();
        network.fit(both, 2);
        both.reset();
        assertThat(values(both.next().getFeatures())).isNotEqualTo(values(before.getFeatures()));
        assertThat(network.getIterationCount()).isEqualTo(5);
        assertThat(batch.numExamples()).isEqualTo(4);
    }

    /**
     * DL4J keeps a state between the parts of a sequence; the next batch, of another size, must not continue from it.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sequencesUnderTruncatedBackpropagationAreAttackedAsAWhole(boolean isGraph) {
        MultiLayerNetwork stack = recurrent(true);
        Model network = isGraph ? stack.toComputationGraph() : stack;
        InputGradient truncated = new InputGradient(network, 0);
        InputGradient whole = new InputGradient(recurrent(false), 0);
        for (int size : new int[] {3, 2}) {
            INDArray features = Nd4j.rand(DataType.DOUBLE, size, 2, 6);
            INDArray labels = Nd4j.zeros(DataType.DOUBLE, size, 3, 6);
            labels.tensorAlongDimension(1, 0, 2).assign(1);
            assertThat(values(gradient(truncated, features, labels)))
                    .containsExactly(values(gradient(whole, features, labels)), within(1e-14));
        }
    }

    private static MultiLayerNetwork recurrent(boolean truncated) {
        var layers = base().list()
                .layer(new LSTM.Builder().nOut(4).build())
                .layer(new RnnOutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(2));
        if (truncated) {
            layers.backpropType(BackpropType.TruncatedBPTT).tBPTTLength(6);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
        network.init();
        return network;
    }

    @Test
    void refusesUnsupportedNetworks() {
        MultiLayerNetwork network = stack();
        assertThatThrownBy(() -> AdversarialExamples.fgsm(network, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("epsilon must be finite and > 0, but was 0");
        assertThatThrownBy(() -> AdversarialExamples.pgd(network, 1, 1).withStep(-1))
                .hasMessageContaining("step must be");
        assertThatThrownBy(() -> AdversarialExamples.pgd(network, 1, 1).withSteps(0))
                .hasMessageContaining("steps must be");
        assertThatThrownBy(() -> AdversarialExamples.fgsm(network, 1).withRange(1, 1))
                .hasMessageContaining("largest must be above smallest");
        assertThatThrownBy(() -> AdversarialExamples.fgsm(null, 1)).hasMessageContaining("network must be");
        DataSet indices = new DataSet(Nd4j.ones(DataType.INT32, 2, 1), Nd4j.eye(2));
        assertThatThrownBy(() -> AdversarialExamples.pgd(network, 1, 1).preProcess(indices))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("features must be of a floating-point type, but was INT");
        ComputationGraph merged = new ComputationGraph(base().graphBuilder()
                .addInputs("in")
                .addVertex("twice", new MergeVertex(), "in", "in")
                .addLayer("out", output(), "twice")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(3))
                .build());
        merged.init();
        assertThatThrownBy(() -> AdversarialExamples.fgsm(merged, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vertex twice");
    }
}
