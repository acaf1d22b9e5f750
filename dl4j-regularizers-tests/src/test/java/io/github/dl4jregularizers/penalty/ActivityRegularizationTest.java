package io.github.dl4jregularizers.penalty;

import static io.github.dl4jregularizers.averaging.SmallNetworks.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Penalty and gradient against PyTorch, with and without masks, in both formats. */
class ActivityRegularizationTest {

    private static final JsonNode TORCH = Reference.of("activity");

    static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode values : TORCH.get("cases")) {
            for (RNNFormat format : RNNFormat.values()) {
                cases.add(Arguments.of(format, values.get("mask").isNull() ? "no mask" : "mask", values));
            }
        }
        return cases;
    }

    private static MultiLayerNetwork network(InputType type, ActivityRegularization layer) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list()
                .layer(layer)
                .layer(new RnnLossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(type)
                .build());
        network.init();
        return network;
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cases")
    void equalsTorch(RNNFormat format, String name, JsonNode values) {
        ActivityRegularization conf = new ActivityRegularization.Builder()
                .squared(TORCH.get("squared").asDouble())
                .absolute(TORCH.get("absolute").asDouble())
                .temporal(TORCH.get("temporal").asDouble())
                .build();
        Layer layer = network(InputType.recurrent(2, 4, format), conf).getLayer(0);
        INDArray h = inFormat(Reference.array(values.get("h"), DataType.DOUBLE), format);
        layer.setMaskArray(Reference.array(values.get("mask"), DataType.DOUBLE));
        LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
        assertThat(layer.activate(h, true, workspaces)).isEqualTo(h);
        assertThat(layer.calcRegularizationScore(true))
                .isCloseTo(values.get("penalty").asDouble(), within(1e-12));
        INDArray gradient = layer.backpropGradient(h.mul(0), workspaces).getSecond();
        INDArray expected = inFormat(Reference.array(values.get("gradient"), DataType.DOUBLE), format);
        // DL4J divides by the batch of 3 later on.
        assertThat(values(gradient.div(3))).containsExactly(values(expected), within(1e-12));
        layer.activate(h, false, workspaces);
        assertThat(layer.calcRegularizationScore(true)).isZero();
        assertThat(layer.backpropGradient(h.mul(0), workspaces)
                        .getSecond()
                        .sumNumber()
                        .doubleValue())
                .isZero();
    }

    private static INDArray inFormat(INDArray array, RNNFormat format) {
        return format == RNNFormat.NWC ? array.permute(0, 2, 1).dup('c') : array;
    }

    @Test
    void refusesOtherInputsForTemporal() {
        ActivityRegularization temporal =
                new ActivityRegularization.Builder().temporal(1).name("tar").build();
        assertThatThrownBy(() -> network(InputType.feedForward(3), temporal))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("input type of ActivityRegularization tar with temporal must be a sequence");
        ActivityRegularization last = new ActivityRegularization.Builder()
                .temporal(1)
                .dataFormat(RNNFormat.NWC)
                .build();
        assertThatThrownBy(() -> network(InputType.recurrent(3, 4, RNNFormat.NCW), last))
                .hasMessageContaining("must be NCW, that of the input type, but was NWC");
        MultiLayerNetwork untyped = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ActivityRegularization.Builder().temporal(1).build())
                .layer(new RnnLossLayer.Builder(LossFunction.MSE).build())
                .build());
        assertThatThrownBy(untyped::init).hasMessageContaining("without an input type must be given");
    }
}
