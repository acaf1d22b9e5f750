package io.github.dl4jregularizers.inference;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.residual.DropPathVertex;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Two inputs, three outputs, of which one is not downstream of noise; a branch that is dropped, and values read twice.
 */
class GraphSamplingTest {

    private static final int SAMPLES = 8;

    private final ComputationGraph graph = graph();
    private final INDArray[] features = {SmallNetworks.numbers(3, 4), SmallNetworks.numbers(3, 2)};

    private static ComputationGraph graph() {
        ComputationGraph graph = new ComputationGraph(SmallNetworks.builder()
                .activation(Activation.TANH)
                .graphBuilder()
                .addInputs("left", "right")
                .setInputTypes(InputType.feedForward(4), InputType.feedForward(2))
                .addLayer("a", new DenseLayer.Builder().nOut(5).build(), "left")
                .addLayer("b", new DenseLayer.Builder().nOut(5).build(), "right")
                .addLayer(
                        "noisy",
                        new DenseLayer.Builder()
                                .nOut(5)
                                .dropOut(new Dropout(DropRate.of(0.5)))
                                .build(),
                        "a")
                .addVertex("path", new DropPathVertex(DropRate.of(0.3)), "b")
                .addVertex("sum", new ElementWiseVertex(Op.Add), "noisy", "path", "a")
                .addVertex("both", new MergeVertex(), "sum", "b")
                .addLayer(
                        "classes",
                        new OutputLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "both")
                .addLayer(
                        "events",
                        new OutputLayer.Builder(LossFunction.XENT)
                                .nOut(2)
                                .activation(Activation.SIGMOID)
                                .build(),
                        "sum")
                .addLayer(
                        "numbers",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nOut(1)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "a")
                .setOutputs("classes", "events", "numbers")
                .build());
        graph.init();
        return graph;
    }

    private INDArray linear(INDArray x, String layer) {
        return x.mmul(graph.getParam(layer + "_W")).addRowVector(graph.getParam(layer + "_b"));
    }

    @Test
    void equalsLoopOverVertices() {
        List<PredictiveDistribution> found = MonteCarloDropout.of(graph)
                .samples(SAMPLES)
                .seed(SmallNetworks.SEED)
                .predictAll(features, null);
        INDArray a = Transforms.tanh(linear(features[0], "a"));
        INDArray b = Transforms.tanh(linear(features[1], "b"));
        INDArray classes = Nd4j.zeros(DataType.DOUBLE, 3, 3);
        INDArray events = Nd4j.zeros(DataType.DOUBLE, 3, 2);
        for (int sample = 0; sample < SAMPLES; sample++) {
            INDArray noisy = Transforms.tanh(linear(a.mul(SmallNetworks.mask(0, sample, 0.5, 3, 5)), "noisy"));
            INDArray kept = Nd4j.createUninitialized(DataType.DOUBLE, 3, 1);
            new io.github.dl4jregularizers.noise.SeededNoise(SmallNetworks.SEED, 1, sample, 1).bernoulli(kept, 0.7);
            INDArray sum = noisy.add(b.mulColumnVector(kept.div(0.7))).add(a);
            classes.addi(Transforms.softmax(linear(Nd4j.concat(1, sum, b), "classes")));
            events.addi(Transforms.sigmoid(linear(sum, "events")));
        }
        assertWithin("classes", 1e-14, found.get(0).mean(), classes.div(SAMPLES));
        assertWithin("events", 1e-14, found.get(1).mean(), events.div(SAMPLES));
        assertWithin("numbers", 1e-14, found.get(2).mean(), linear(a, "numbers"));
        assertWithin("no noise", 0, found.get(2).variance(), Nd4j.zeros(DataType.DOUBLE, 3, 1));
        assertThat(found)
                .extracting(PredictiveDistribution::kind)
                .containsExactly(OutputKind.CLASSES, OutputKind.BINARY, OutputKind.REGRESSION);
        assertThat(found.get(0).predictiveEntropy().shape()).containsExactly(3);
        assertThat(found.get(1).predictiveEntropy().shape()).containsExactly(3, 2);
    }

    @Test
    void doesNotDependOnTheMemory() {
        MonteCarloDropout sampler = MonteCarloDropout.of(graph).samples(SAMPLES).keepSamples();
        List<PredictiveDistribution> together = sampler.predictAll(features, null);
        List<PredictiveDistribution> some = sampler.memoryLimit(5000).predictAll(features, null);
        for (int output = 0; output < 3; output++) {
            for (int sample = 0; sample < SAMPLES; sample++) {
                assertWithin(
                        "sample",
                        1e-15,
                        together.get(output).sample(sample),
                        some.get(output).sample(sample));
            }
        }
    }

    @Test
    void namesWhatToCall() {
        assertThatThrownBy(() -> MonteCarloDropout.of(graph).predict(features))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("3 outputs", "predictAll");
        assertThatThrownBy(() -> MonteCarloDropout.of(graph).predict(features[0]))
                .hasMessageContainingAll("number of features", "2", "1");
        assertThatThrownBy(() -> MonteCarloDropout.of(graph).predict(features[1], features[0]))
                .hasMessageContainingAll("features of input 0", "[any, 4]", "[3, 2]");
        assertThatThrownBy(() -> MonteCarloDropout.of(graph).predict(features[0], SmallNetworks.numbers(2, 2)))
                .hasMessageContainingAll("features of input 1", "3 examples", "2");
    }
}
