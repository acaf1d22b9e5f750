package io.github.dl4jregularizers.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.reference.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class StochasticDepthTest {

    private static DropRate[] rates(double... rates) {
        return Arrays.stream(rates).mapToObj(DropRate::of).toArray(DropRate[]::new);
    }

    @Test
    void theLinearRuleIsThePapers() {
        assertThat(StochasticDepth.linear(4, 0.5)).isEqualTo(rates(0.125, 0.25, 0.375, 0.5));
        assertThat(StochasticDepth.linear(1, 0.5)).isEqualTo(rates(0.5));
        assertThat(StochasticDepth.linear(2, 0)).isEqualTo(rates(0, 0));
    }

    @Test
    void theRuleFromZeroIsTimms() {
        for (int blocks : new int[] {1, 2, 12}) {
            DropRate[] found = StochasticDepth.fromZero(blocks, 0.3);
            for (int i = 0; i < blocks; i++) {
                double expected = Reference.of("drop-path")
                        .path("fromZero")
                        .path(String.valueOf(blocks))
                        .get(i)
                        .asDouble();
                assertThat(found[i].at(0, 0)).isCloseTo(expected, within(1e-15));
            }
        }
    }

    @Test
    void argumentsOutsideTheirRangeAreRefused() {
        assertThatThrownBy(() -> StochasticDepth.linear(0, 0.5)).hasMessageContainingAll("blocks", ">= 1", "0");
        assertThatThrownBy(() -> StochasticDepth.fromZero(3, 1)).hasMessageContainingAll("finalDropRate", "[0, 1)");
        assertThatThrownBy(() -> StochasticDepth.insertInto(bottlenecks(), -0.1))
                .hasMessageContainingAll("finalDropRate", "[0, 1)", "-0.1");
    }

    private static GraphBuilder builder() {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(3));
    }

    private static DenseLayer dense() {
        return new DenseLayer.Builder().nOut(3).activation(Activation.TANH).build();
    }

    private static ElementWiseVertex add() {
        return new ElementWiseVertex(ElementWiseVertex.Op.Add);
    }

    private static ComputationGraphConfiguration finished(GraphBuilder builder, String last) {
        return builder.addLayer(
                        "out",
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        last)
                .setOutputs("out")
                .build();
    }

    /** ResNet's topology: blocks with a projection of two layers, then with the identity, four times. */
    private static ComputationGraphConfiguration bottlenecks() {
        GraphBuilder builder = builder().addLayer("stem", dense(), "in");
        String last = "stem";
        int[] repetitions = {3, 4, 6, 3};
        for (int stage = 0; stage < repetitions.length; stage++) {
            for (int block = 0; block < repetitions[stage]; block++) {
                String name = "res" + stage + block;
                String before = last;
                for (String layer : List.of("a", "b", "c")) {
                    builder.addLayer(name + layer, dense(), before);
                    builder.addLayer(name + layer + "bn", new BatchNormalization(), name + layer);
                    before = name + layer + "bn";
                }
                if (block == 0) {
                    builder.addLayer(name + "short", dense(), last);
                    builder.addLayer(name + "shortbn", new BatchNormalization(), name + "short");
                }
                builder.addVertex(name, add(), block == 0 ? name + "shortbn" : last, before);
                last = name;
            }
        }
        return finished(builder, last);
    }

    @Test
    void allBranchesOfAResNet50AreFound() {
        ComputationGraphConfiguration conf = bottlenecks();
        String before = conf.toJson();
        List<DropPathPlacement> plan = StochasticDepth.plan(conf, 0.5);
        assertThat(plan).hasSize(16).allMatch(DropPathPlacement::isInserted);
        assertThat(plan.stream().map(placement -> placement.branch().orElseThrow()))
                .containsExactlyElementsOf(plan.stream()
                        .map(placement -> placement.meeting() + "cbn")
                        .collect(Collectors.toList()));
        assertThat(plan.stream().map(placement -> placement.dropRate().orElseThrow()))
                .containsExactly(StochasticDepth.linear(16, 0.5));
        assertThat(plan.get(0))
                .hasToString("res00: drops the branch that ends in res00cbn at DropRate(0.03125), the path"
                        + " with the most layers");

        ComputationGraphConfiguration changed = StochasticDepth.insertInto(conf, 0.5);
        assertThat(conf.toJson()).isEqualTo(before);
        assertThat(changed.getVertexInputs().get("res00")).containsExactly("res00shortbn", "res00-drop-path");
        assertThat(changed.getVertexInputs().get("res00-drop-path")).containsExactly("res00cbn");
        assertThat(changed.getVertices().get("res32-drop-path")).isEqualTo(new DropPathVertex(DropRate.of(0.5)));
        assertThat(ComputationGraphConfiguration.fromJson(changed.toJson())).isEqualTo(changed);
    }

    @Test
    void insertionIsAConfigurationChange() {
        ComputationGraphConfiguration conf = bottlenecks();
        assertThat(StochasticDepth.insertion(0.5).applyTo(conf)).isEqualTo(StochasticDepth.insertInto(conf, 0.5));
        MultiLayerConfiguration sequential =
                new NeuralNetConfiguration.Builder().list().layer(dense()).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StochasticDepth.insertion(0.5).applyTo(sequential))
                .withMessageContainingAll(
                        "conf must be of a ComputationGraph", "ResidualBlock", "MultiLayerConfiguration");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StochasticDepth.insertion(1))
                .withMessageContainingAll("finalDropRate", "[0, 1)", "1.0");
    }

    @Test
    void theChangedGraphTrains() {
        ComputationGraph graph = new ComputationGraph(StochasticDepth.insertInto(bottlenecks(), 0.5));
        graph.init();
        graph.fit(new DataSet(Nd4j.rand(4, 3), Nd4j.eye(2).repeat(0, 2)));
        assertThat(Double.isFinite(graph.score())).isTrue();
    }

    @Test
    void whatIsNoResidualBranchIsLeftAlone() {
        ComputationGraphConfiguration conf = finished(
                builder()
                        .addLayer("a", dense(), "in")
                        .addLayer("b", dense(), "in")
                        .addVertex("fire", new MergeVertex(), "a", "b")
                        .addVertex("tie", add(), "a", "b")
                        .addLayer("c", dense(), "tie")
                        .addVertex("product", new ElementWiseVertex(ElementWiseVertex.Op.Product), "c", "tie")
                        .addVertex("all", new MergeVertex(), "fire", "product"),
                "all");
        List<String> reasons = StochasticDepth.plan(conf, 0.5).stream()
                .map(DropPathPlacement::toString)
                .collect(Collectors.toList());
        assertThat(reasons)
                .containsExactlyInAnyOrder(
                        "fire: left alone, MergeVertex does not add",
                        "tie: left alone, the paths that end in a and b have equally many layers",
                        "product: left alone, ElementWiseVertex does not add",
                        "all: left alone, MergeVertex does not add");
        assertThatThrownBy(() -> StochasticDepth.insertInto(conf, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("residual branches", "tie: left alone", "fire: left alone");
    }

    @Test
    void pathsFromTwoInputsAreNoBranches() {
        ComputationGraphConfiguration conf = finished(
                new NeuralNetConfiguration.Builder()
                        .graphBuilder()
                        .addInputs("left", "right")
                        .setInputTypes(InputType.feedForward(3), InputType.feedForward(3))
                        .addLayer("a", dense(), "left")
                        .addVertex("sum", add(), "a", "right"),
                "sum");
        assertThat(StochasticDepth.plan(conf, 0.5))
                .extracting(DropPathPlacement::reason)
                .containsExactly("its paths have no common source");
    }

    @Test
    void nothingIsInsertedTwice() {
        ComputationGraphConfiguration changed = StochasticDepth.insertInto(bottlenecks(), 0.5);
        assertThat(StochasticDepth.plan(changed, 0.5))
                .extracting(DropPathPlacement::reason)
                .containsOnly("has a DropPathVertex already");
    }

    @Test
    void aPathAddedToItselfIsNoBranch() {
        ComputationGraphConfiguration conf =
                finished(builder().addLayer("a", dense(), "in").addVertex("twice", add(), "a", "a"), "twice");
        assertThat(StochasticDepth.plan(conf, 0.5))
                .extracting(DropPathPlacement::reason)
                .containsExactly("one path enters it twice");
    }

    @Test
    void namesThatAreTakenStayAsTheyAre() {
        ComputationGraphConfiguration conf = finished(
                builder()
                        .addLayer("sum-drop-path", dense(), "in")
                        .addLayer("a", dense(), "sum-drop-path")
                        .addVertex("sum", add(), "in", "a"),
                "sum");
        ComputationGraphConfiguration changed = StochasticDepth.insertInto(conf, 0.5);
        assertThat(changed.getVertices().get("sum-drop-path"))
                .isEqualTo(conf.getVertices().get("sum-drop-path"));
        assertThat(changed.getVertexInputs().get("sum")).containsExactly("in", "sum-drop-path-2");
        assertThat(changed.getVertexInputs().get("sum-drop-path-2")).containsExactly("a");
    }

    @Test
    void ofThreePathsTheLongestIsDropped() {
        ComputationGraphConfiguration conf = finished(
                builder()
                        .addLayer("a", dense(), "in")
                        .addLayer("b", dense(), "in")
                        .addLayer("b2", dense(), "b")
                        .addVertex("sum", add(), "in", "a", "b2"),
                "sum");
        assertThat(StochasticDepth.plan(conf, 0.5).get(0).branch()).contains("b2");
    }
}
