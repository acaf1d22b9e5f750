package io.github.dl4jregularizers.dropout;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Both passes against PyTorch's autograd for given draws, and the mean of the noise; the contract has the rest. */
class AdaptiveDropoutTest {

    private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

    private static Layer layer(AdaptiveDropout configuration, DataType type) {
        return configuration.instantiate(
                new NeuralNetConfiguration.Builder().layer(configuration).build(), null, 0, null, true, type);
    }

    static List<Arguments> torch() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode values : Reference.of("adaptive-dropout").get("cases")) {
            for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
                cases.add(Arguments.of(values.get("activation").asText(), type, values));
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("torch")
    void equalsTorch(String activation, DataType type, JsonNode values) {
        AdaptiveDropout configuration = new AdaptiveDropout.Builder()
                .alpha(values.get("alpha").asDouble())
                .beta(values.get("beta").asDouble())
                .activation(Activation.valueOf(activation))
                .build();
        Layer layer = layer(configuration.withNoise(new GivenDraws(Reference.array(values.get("draws"), type))), type);
        INDArray input = Reference.array(values.get("input"), type);
        INDArray above = Reference.array(values.get("outputGradient"), type);
        for (boolean training : new boolean[] {true, false, true}) {
            assertEqual(layer.activate(input, training, NO_WORKSPACES), values.get(training ? "output" : "inference"));
            assertEqual(
                    layer.backpropGradient(above, NO_WORKSPACES).getSecond(),
                    values.get(training ? "inputGradient" : "inferenceGradient"));
        }
        assertThat(input).as("the caller's input").isEqualTo(Reference.array(values.get("input"), type));
        assertThat(above).as("the caller's gradient").isEqualTo(Reference.array(values.get("outputGradient"), type));
    }

    private static void assertEqual(INDArray actual, JsonNode expected) {
        assertWithin(
                "array",
                actual.dataType() == DataType.DOUBLE ? 1e-14 : 1e-5,
                actual,
                Reference.array(expected, DataType.DOUBLE));
    }

    @Test
    void defaultsAreThePlainStandout() {
        assertThat(new AdaptiveDropout.Builder().build())
                .isEqualTo(new AdaptiveDropout.Builder()
                        .alpha(1)
                        .beta(0)
                        .activation(Activation.RELU)
                        .build());
    }

    /** Of 24 means each is further off than 5 standard errors at less than 1.4e-5. */
    @ParameterizedTest
    @CsvSource({"1, 0", "2.5, -1", "-0.7, 0.4"})
    void inferenceIsTheMeanOfTraining(double alpha, double beta) {
        Nd4j.getRandom().setSeed(31);
        int passes = 20_000;
        AdaptiveDropout configuration = new AdaptiveDropout.Builder()
                .alpha(alpha)
                .beta(beta)
                .activation(Activation.IDENTITY)
                .build();
        Layer layer = layer(configuration, DataType.DOUBLE);
        INDArray units =
                Nd4j.createFromArray(-2.0, -1.2, -0.5, -0.1, 0.3, 0.8, 1.4, 2.0).reshape(1, 8);
        INDArray outputs = layer.activate(Nd4j.repeat(units, passes).reshape(passes, 8), true, NO_WORKSPACES);
        INDArray standardError = outputs.std(0).div(Math.sqrt(passes));
        assertThat(standardError.minNumber().doubleValue()).isPositive();
        INDArray mean = layer.activate(units, false, NO_WORKSPACES).reshape(8);
        INDArray distance = outputs.mean(0).sub(mean).div(standardError);
        assertWithin("distance in standard errors", 5, distance, distance.like());
    }

    @Test
    void nanIsNotHiddenByAMask() {
        Layer layer = layer(new AdaptiveDropout.Builder().build(), DataType.FLOAT);
        INDArray input = Nd4j.createFromArray(new float[][] {{Float.NaN, 1}});
        for (boolean training : new boolean[] {true, false}) {
            assertThat(layer.activate(input, training, NO_WORKSPACES).getDouble(0))
                    .isNaN();
        }
    }

    @ParameterizedTest
    @EnumSource(WorkspaceMode.class)
    void learnsInANetworkAndDrawsWhereTheNetworkWorks(WorkspaceMode workspaces) {
        List<Boolean> attached = new ArrayList<>();
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .trainingWorkspaceMode(workspaces)
                .list(
                        new DenseLayer.Builder()
                                .nOut(6)
                                .activation(Activation.IDENTITY)
                                .build(),
                        new AdaptiveDropout.Builder()
                                .build()
                                .withNoise(new WatchedNoise(out -> attached.add(out.isAttached()))),
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nOut(1)
                                .activation(Activation.IDENTITY)
                                .build())
                .setInputType(InputType.feedForward(4))
                .build());
        network.init();
        INDArray before = network.params().dup();
        network.fit(Nd4j.rand(DataType.FLOAT, 5, 4), Nd4j.rand(DataType.FLOAT, 5, 1));
        assertThat(network.params()).isNotEqualTo(before);
        assertThat(attached).containsExactly(workspaces != WorkspaceMode.NONE);
    }
}
