package io.github.dl4jregularizers.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import java.util.Map;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;

/** The state of recurrent layers inside a block. */
class RecurrentBlockTest {

    private static final int UNITS = 3;
    private static final int STEPS = 6;
    private static final int PART = 2;
    private static final double KEEP = 0.1;
    private static final double DROP = 0.9;

    private static LSTM lstm() {
        return new LSTM.Builder().nOut(UNITS).activation(Activation.TANH).build();
    }

    private static SimpleRnn simple() {
        return new SimpleRnn.Builder().nOut(UNITS).activation(Activation.TANH).build();
    }

    private static ResidualBlock.Builder block(Layer... body) {
        return new ResidualBlock.Builder().body(body).activation(Activation.IDENTITY);
    }

    private static RnnOutputLayer head() {
        return new RnnOutputLayer.Builder()
                .nOut(2)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static NeuralNetConfiguration.Builder settings() {
        return new NeuralNetConfiguration.Builder()
                .seed(11)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.5));
    }

    private static MultiLayerNetwork network(Layer block) {
        MultiLayerNetwork network = new MultiLayerNetwork(settings()
                .list()
                .layer(block)
                .layer(head())
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(PART)
                .setInputType(InputType.recurrent(UNITS))
                .build());
        network.init();
        return network;
    }

    private static ComputationGraph graph(GraphBuilder builder, String last) {
        ComputationGraph graph = new ComputationGraph(builder.addInputs("in")
                .addLayer("out", head(), last)
                .setOutputs("out")
                .setInputTypes(InputType.recurrent(UNITS))
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(PART)
                .build());
        graph.init();
        return graph;
    }

    /** DL4J's own layers, added by a vertex. */
    private static ComputationGraph plain() {
        return graph(
                settings()
                        .graphBuilder()
                        .addLayer("first", lstm(), "in")
                        .addLayer("second", simple(), "first")
                        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "in", "second"),
                "sum");
    }

    private static DataSet batch() {
        Nd4j.getRandom().setSeed(17);
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, 4, 2, STEPS);
        for (int example = 0; example < 4; example++) {
            for (int step = 0; step < STEPS; step++) {
                labels.putScalar(example, (example + step / 3) % 2, step, 1);
            }
        }
        return new DataSet(Nd4j.randn(DataType.DOUBLE, 4, UNITS, STEPS), labels);
    }

    private static INDArray steps(INDArray sequence, int from, int to) {
        INDArrayIndex[] part = {NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(from, to)};
        return sequence.get(part).dup();
    }

    private static void assertClose(INDArray actual, INDArray expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-12);
    }

    private static Map<String, INDArray> state(MultiLayerNetwork network) {
        return network.rnnGetPreviousState(0);
    }

    @Test
    void timeStepsGoOnFromEachOther() {
        ResidualBlock nested = block(lstm(), block(simple()).build())
                .dropRate(DropRate.of(0.5))
                .build();
        MultiLayerNetwork network = network(nested);
        INDArray features = batch().getFeatures();
        INDArray whole = network.output(features);
        assertClose(network.rnnTimeStep(steps(features, 0, 2)), steps(whole, 0, 2));
        Map<String, INDArray> state = state(network);
        assertThat(state).containsOnlyKeys("body0.prevAct", "body0.prevMem", "body1.body0.prevAct");
        assertClose(network.rnnTimeStep(steps(features, 2, 5)), steps(whole, 2, 5));
        network.rnnSetPreviousState(0, state);
        assertClose(network.rnnTimeStep(steps(features, 2, 6)), steps(whole, 2, 6));
        network.rnnClearPreviousState();
        assertClose(network.rnnTimeStep(steps(features, 0, 1)), steps(whole, 0, 1));
    }

    @Test
    void aFrozenLayerKeepsItsState() {
        MultiLayerNetwork network = network(block(new FrozenLayer(lstm())).build());
        INDArray features = batch().getFeatures();
        INDArray whole = network.output(features);
        network.rnnTimeStep(steps(features, 0, 2));
        assertClose(network.rnnTimeStep(steps(features, 2, 6)), steps(whole, 2, 6));
    }

    @Test
    void truncatedBackpropagationIsThatOfDl4jsLayers() {
        ComputationGraph plain = plain();
        ComputationGraph graph = graph(
                settings()
                        .graphBuilder()
                        .addLayer("block", block(lstm(), simple()).build(), "in"),
                "block");
        MultiLayerNetwork network = network(block(lstm(), simple()).build());
        graph.setParams(plain.params());
        network.setParams(plain.params());
        INDArray before = plain.params().dup();
        for (int i = 0; i < 3; i++) {
            plain.fit(batch());
            graph.fit(batch());
            network.fit(batch());
        }
        assertThat(plain.params().sub(before).amaxNumber().doubleValue()).isGreaterThan(0.01);
        assertClose(graph.params(), plain.params());
        assertClose(network.params(), plain.params());
    }

    @Test
    void aDroppedBodyStaysInItsState() {
        ResidualBlock block = block(simple()).dropRate(DropRate.of(0.5)).build();
        MultiLayerNetwork network = network(block.withNoise(new FixedDraws(KEEP, DROP)));
        RecurrentLayer runtime = (RecurrentLayer) network.getLayer(0);
        INDArray features = batch().getFeatures();
        network.rnnActivateUsingStoredState(steps(features, 0, 2), true, true);
        INDArray kept = runtime.rnnGetTBPTTState().get("body0.prevAct").dup();
        network.rnnActivateUsingStoredState(steps(features, 2, 4), true, true);
        assertThat(runtime.rnnGetTBPTTState().get("body0.prevAct")).isEqualTo(kept);
        network.rnnActivateUsingStoredState(steps(features, 4, 6), true, true);
        assertThat(runtime.rnnGetTBPTTState().get("body0.prevAct")).isNotEqualTo(kept);
    }

    @Test
    void truncatedBackpropagationWithADrawForEachExampleIsRefused() {
        MultiLayerNetwork network = network(
                block(simple()).dropRate(DropRate.of(0.5)).perExample(true).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.fit(batch()))
                .withMessageContainingAll("perExample of", "layer0", "truncated backpropagation", "was true");
    }

    @Test
    void stateInsideAWrapperThatKeepsNoneIsRefused() {
        MultiLayerNetwork network =
                network(block(new MaskZeroLayer(simple(), 0)).build());
        network.output(batch().getFeatures());
        assertThatThrownBy(() -> network.rnnTimeStep(batch().getFeatures()))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContainingAll("MaskZeroLayer inside a block keeps no state", "rnnTimeStep");
        assertThatThrownBy(() -> network.fit(batch())).hasMessageContaining("MaskZeroLayer");
    }
}
