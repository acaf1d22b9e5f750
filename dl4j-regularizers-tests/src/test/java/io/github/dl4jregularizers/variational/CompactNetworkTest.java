package io.github.dl4jregularizers.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Smaller networks with equal outputs. */
class CompactNetworkTest {

    private static final KlWeight KL = KlWeight.forTrainingExamples(10);

    private static MultiLayerNetwork network(Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .activation(Activation.SIGMOID)
                .biasInit(0.3)
                .list(layers)
                .setInputType(InputType.feedForward(5))
                .build());
        network.init();
        return network;
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
    }

    private static void assertEqualOutputs(MultiLayerNetwork large, CompactNetwork<MultiLayerNetwork> compact) {
        INDArray x = Nd4j.rand(DataType.DOUBLE, 7, 5);
        INDArray expected = large.output(x).dup();
        assertThat(compact.network().output(x).sub(expected).amaxNumber().doubleValue())
                .isLessThan(1e-12);
    }

    /** Unit 1 has no outgoing weights, unit 2 no incoming ones: sigmoid(0.3) of it goes into the next bias. */
    @Test
    void removesUnitsWithoutEffect() {
        MultiLayerNetwork network = network(
                new DenseLayer.Builder().nOut(6).build(),
                new NoiseLayer(new Dropout(DropRate.of(0.4))),
                new DenseLayer.Builder().nOut(4).build(),
                output());
        network.getParam("0_W").putColumn(2, Nd4j.zeros(DataType.DOUBLE, 5));
        network.getParam("2_W").putRow(1, Nd4j.zeros(DataType.DOUBLE, 4));
        CompactNetwork<MultiLayerNetwork> compact = CompactNetwork.of(network);
        assertEqualOutputs(network, compact);
        assertThat(compact.network().numParams()).isEqualTo(5 * 4 + 4 + 4 * 4 + 4 + 4 * 3 + 3);
        assertThat(compact.removedShare()).isGreaterThan(0.2);
        assertThat(compact).asString().contains("layer 0: 6 -> 4").contains("layer 2: 4 -> 4");
    }

    /** A unit removed behind leaves units before it without effect. */
    @Test
    void removalGoesOnBackwards() {
        MultiLayerNetwork network = network(
                new DenseLayer.Builder().nOut(3).build(),
                new DenseLayer.Builder().nOut(2).build(),
                output());
        network.getParam("1_W").putScalar(0, 1, 0.0).putScalar(0, 0, 2.0);
        network.getParam("2_W").putRow(0, Nd4j.zeros(DataType.DOUBLE, 3));
        CompactNetwork<MultiLayerNetwork> compact = CompactNetwork.of(network);
        assertEqualOutputs(network, compact);
        assertThat(compact).asString().contains("layer 0: 3 -> 2").contains("layer 1: 2 -> 1");
    }

    @Test
    void gatesAndPrunedWeightsBecomePlainLayers() {
        MultiLayerNetwork network = network(
                new L0Gates.Builder().lambda(0.1).build(),
                new VariationalDense.Builder().nOut(6).klWeight(KL).build(),
                new L0Gates.Builder().lambda(0.1).build(),
                new BayesianDense.Builder().nOut(4).klWeight(KL).build(),
                output());
        network.getParam("0_logAlpha").putScalar(3, -6);
        network.getParam("2_logAlpha").putScalar(1, -6).putScalar(4, -6).putScalar(0, 6);
        INDArray logVariance = network.getParam("1_logVariance");
        for (int input = 0; input < 5; input++) {
            logVariance.putScalar(input, 2, 8.0); // all weights of unit 2 are noise
        }
        CompactNetwork<MultiLayerNetwork> compact = CompactNetwork.of(network);
        assertEqualOutputs(network, compact);
        assertThat(compact.network().numParams()).isEqualTo(5 * 3 + 3 + 3 * 4 + 4 + 4 * 3 + 3);
        assertThat(compact.network().getLayer(0).conf().getLayer()).isInstanceOf(ActivationLayer.class);
        assertThat(compact.network().getLayer(1).conf().getLayer()).isInstanceOf(DenseLayer.class);
        assertThat(compact).asString().contains("layer 1: 6 -> 3");
    }

    @Test
    void keepsOneUnit() {
        MultiLayerNetwork network = network(new DenseLayer.Builder().nOut(3).build(), output());
        network.getParam("1_W").assign(0);
        CompactNetwork<MultiLayerNetwork> compact = CompactNetwork.of(network);
        assertEqualOutputs(network, compact);
        assertThat(compact).asString().contains("layer 0: 3 -> 1");
        assertThatThrownBy(() -> CompactNetwork.of((MultiLayerNetwork) null))
                .hasMessageContaining("network must be given");
        assertThatThrownBy(() -> CompactNetwork.of((ComputationGraph) null))
                .hasMessageContaining("network must be given");
        assertThatThrownBy(() -> compact.timing()).hasMessageContaining("features");
        assertThat(compact.timing(Nd4j.rand(DataType.DOUBLE, 7, 5))).containsPattern("ms -> .* ms \\(.* saved\\)");
    }
}
