package io.github.dl4jregularizers.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The posterior against PyTorch's automatic Hessian, and its predictions. */
class LastLayerLaplaceTest {

    private static final JsonNode TORCH = Reference.of("last-layer-laplace");
    private static final int SAMPLES = 4000;

    static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode values : TORCH.get("cases")) {
            cases.add(Arguments.of(values.get("kind").asText(), false, values));
            cases.add(Arguments.of(values.get("kind").asText(), true, values));
        }
        return cases;
    }

    private static Model network(Activation activation, LossFunction loss, boolean isGraph) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(3)
                        .nOut(3)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new OutputLayer.Builder(loss)
                        .nIn(3)
                        .nOut(3)
                        .activation(activation)
                        .build())
                .build());
        network.init();
        network.getParam("0_W").assign(Nd4j.eye(3));
        network.getParam("1_W").assign(Reference.array(TORCH.get("W"), DataType.DOUBLE));
        network.getParam("1_b").assign(Reference.array(TORCH.get("b"), DataType.DOUBLE));
        return isGraph ? network.toComputationGraph() : network;
    }

    @ParameterizedTest(name = "{0}, graph {1}")
    @MethodSource("cases")
    void equalsTorch(String kind, boolean isGraph, JsonNode values) {
        Activation activation = Activation.fromString(kind);
        LossFunction loss = activation == Activation.SOFTMAX
                ? LossFunction.MCXENT
                : activation == Activation.SIGMOID ? LossFunction.XENT : LossFunction.MSE;
        INDArray x = Reference.array(TORCH.get("x"), DataType.DOUBLE);
        INDArray labels = Reference.array(values.get("labels"), DataType.DOUBLE);
        ListOfBatches data = new ListOfBatches(new DataSet(x, labels).batchBy(16));
        LastLayerLaplace laplace = LastLayerLaplace.fit(network(activation, loss, isGraph), data);
        double prior = values.get("priorPrecision").asDouble();
        assertThat(laplace.priorPrecision()).isCloseTo(prior, within(1e-3 * prior));
        assertThat(laplace.noiseVariance())
                .isCloseTo(values.get("noiseVariance").asDouble(), within(1e-12));

        PredictiveDistribution found = laplace.withPriorPrecision(0.7)
                .samples(SAMPLES)
                .seed(3)
                .predict(Reference.array(TORCH.get("test"), DataType.DOUBLE));
        assertSampled(found, activation, values);
    }

    /** Samples of the outputs, back as pre-activations; those of softmax relative to the last class. */
    private static void assertSampled(PredictiveDistribution found, Activation activation, JsonNode values) {
        INDArray test = Reference.array(TORCH.get("test"), DataType.DOUBLE);
        INDArray covariance = Reference.array(values.get("covariance"), DataType.DOUBLE);
        INDArray means = test.mmul(Reference.array(TORCH.get("W"), DataType.DOUBLE))
                .addiRowVector(Reference.array(TORCH.get("b"), DataType.DOUBLE));
        for (int n = 0; n < test.size(0); n++) {
            for (int k = 0; k < (activation == Activation.SOFTMAX ? 2 : 3); k++) {
                INDArray direction = direction(test, n, k, activation == Activation.SOFTMAX);
                double variance =
                        direction.mmul(covariance).mmul(direction.transpose()).getDouble(0);
                double mean = means.getDouble(n, k) - (activation == Activation.SOFTMAX ? means.getDouble(n, 2) : 0);
                if (activation == Activation.IDENTITY) {
                    assertThat(variance)
                            .isCloseTo(values.get("logitVariance").get(n).get(k).asDouble(), within(1e-10));
                }
                double sum = 0;
                double squares = 0;
                for (int t = 0; t < SAMPLES; t++) {
                    double value = preActivation(found.sample(t), n, k, activation) - mean;
                    sum += value;
                    squares += value * value;
                }
                assertThat(sum / SAMPLES).isCloseTo(0, within(4.5 * Math.sqrt(variance / SAMPLES)));
                assertThat(squares / SAMPLES).isCloseTo(variance, within(4.5 * variance * Math.sqrt(2.0 / SAMPLES)));
            }
        }
    }

    private static INDArray direction(INDArray test, int n, int k, boolean isRelative) {
        INDArray direction = Nd4j.zeros(DataType.DOUBLE, 1, 12);
        for (int i = 0; i < 4; i++) {
            double x = i < 3 ? test.getDouble(n, i) : 1;
            direction.putScalar(0, i * 3 + k, x);
            if (isRelative) {
                direction.putScalar(0, i * 3 + 2, -x);
            }
        }
        return direction;
    }

    private static double preActivation(INDArray output, int n, int k, Activation activation) {
        double value = output.getDouble(n, k);
        if (activation == Activation.IDENTITY) {
            return value;
        }
        return activation == Activation.SIGMOID
                ? Math.log(value / (1 - value))
                : Math.log(value / output.getDouble(n, 2));
    }

    @Test
    void equalSeedsGiveEqualPredictions() {
        MultiLayerNetwork network = SmallNetworks.stack();
        DataSet batch = SmallNetworks.batch(DataType.FLOAT, 7, 8, 3);
        LastLayerLaplace laplace =
                LastLayerLaplace.fit(network, new ListOfBatches(List.of(batch))).samples(5);
        PredictiveDistribution one = laplace.predict(batch.getFeatures());
        assertThat(one.kind()).isEqualTo(OutputKind.CLASSES);
        assertThat(laplace.predict(batch.getFeatures()).mean()).isEqualTo(one.mean());
        assertThat(laplace.seed(1).predict(batch.getFeatures()).mean()).isNotEqualTo(one.mean());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void imagesPassThePreprocessor(boolean isGraph) {
        MultiLayerNetwork network = SmallNetworks.stack(
                DataType.FLOAT,
                InputType.convolutional(4, 4, 1),
                new ConvolutionLayer.Builder(2, 2).nOut(2).build());
        DataSet batch = SmallNetworks.batch(DataType.FLOAT, 7, 6, 1, 4, 4);
        Model model = isGraph ? network.toComputationGraph() : network;
        LastLayerLaplace laplace = LastLayerLaplace.fit(model, new ListOfBatches(List.of(batch)))
                .withPriorPrecision(1e8)
                .samples(3);
        assertThat(laplace.predict(batch.getFeatures()).mean().equalsWithEps(network.output(batch.getFeatures()), 1e-3))
                .isTrue();
    }

    @Test
    void sequencesUseTheirMasks() {
        MultiLayerNetwork network = SmallNetworks.stack(
                DataType.DOUBLE,
                InputType.recurrent(3, 4),
                new LastTimeStep(new LSTM.Builder().nOut(4).build()));
        DataSet batch = SmallNetworks.batch(DataType.DOUBLE, 7, 6, 3, 4);
        INDArray mask = Nd4j.ones(DataType.DOUBLE, 6, 4);
        mask.putScalar(2, 3, 0);
        batch.setFeaturesMaskArray(mask);
        LastLayerLaplace laplace = LastLayerLaplace.fit(network, new ListOfBatches(List.of(batch)))
                .withPriorPrecision(1e8)
                .samples(3);
        INDArray found = laplace.predict(new INDArray[] {batch.getFeatures()}, new INDArray[] {mask})
                .mean();
        INDArray expected = network.output(batch.getFeatures(), false, mask, null);
        assertThat(found.equalsWithEps(expected, 1e-3)).isTrue();
        assertThat(found.equalsWithEps(network.output(batch.getFeatures()), 1e-3))
                .isFalse();
    }

    @Test
    void refusesOtherOutputLayersAndMissingData() {
        MultiLayerNetwork recurrent = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list(new RnnOutputLayer.Builder()
                        .nIn(2)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        recurrent.init();
        assertThatThrownBy(() -> LastLayerLaplace.fit(recurrent, new ListOfBatches(List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("output layer must be")
                .hasMessageContaining("RnnOutputLayer");
        assertThatThrownBy(() -> LastLayerLaplace.fit(SmallNetworks.stack(), new ListOfBatches(List.of())))
                .hasMessageContaining("number of batches must be >= 1, but was 0");
        assertThatThrownBy(() -> LastLayerLaplace.fit(SmallNetworks.stack(), null))
                .hasMessageContaining("data must be given");
        DataSet batch = SmallNetworks.batch(DataType.FLOAT, 7, 8, 3);
        LastLayerLaplace laplace = LastLayerLaplace.fit(SmallNetworks.graph(), new ListOfBatches(List.of(batch)));
        assertThatThrownBy(() -> laplace.samples(0)).hasMessageContaining("samples must be >= 1, but was 0");
        assertThatThrownBy(() -> laplace.withPriorPrecision(0)).hasMessageContaining("priorPrecision must be");
        assertThatThrownBy(() -> laplace.predict()).hasMessageContaining("number of features must be 1");
    }
}
