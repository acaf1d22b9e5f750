package io.github.dl4jregularizers.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;

class LayerTreeTest {

    private static MultiLayerConfiguration nested() {
        return new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .list()
                .layer(new TimeDistributed(dense()))
                .layer(new Bidirectional(lstm()))
                .layer(new FrozenLayer(new LastTimeStep(lstm())))
                .layer(new FrozenLayerWithBackprop(new BatchNormalization()))
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .name("out")
                        .build())
                .setInputType(InputType.recurrent(3, 5))
                .build();
    }

    private static DenseLayer dense() {
        return new DenseLayer.Builder().nOut(4).build();
    }

    private static LSTM lstm() {
        return new LSTM.Builder().nOut(4).build();
    }

    private static ComputationGraphConfiguration graph() {
        return new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.recurrent(4, 5))
                .addVertex(
                        "attention",
                        new AttentionVertex.Builder()
                                .nInKeys(4)
                                .nInQueries(4)
                                .nInValues(4)
                                .nOut(4)
                                .nHeads(2)
                                .projectInput(true)
                                .build(),
                        "in",
                        "in",
                        "in")
                .addLayer("recurrent", lstm(), "attention")
                .addVertex("merge", new MergeVertex(), "recurrent", "attention")
                .addLayer("last", new LastTimeStep(lstm()), "merge")
                .addLayer(
                        "out",
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "last")
                .setOutputs("out")
                .build();
    }

    private static String describe(LayerNode node) {
        return node.layerName() + ":" + node.parameterPrefix() + ":"
                + node.config().getClass().getSimpleName() + (node.isFrozen() ? ":frozen" : "")
                + (node.isContainer() ? ":container" : "");
    }

    private static List<String> described(LayerTree tree) {
        return tree.nodes().stream().map(LayerTreeTest::describe).collect(Collectors.toList());
    }

    @Test
    void everyLayerOfANetworkIsVisited() {
        assertThat(described(LayerTree.of(nested())))
                .containsExactly(
                        "layer0::TimeDistributed:container",
                        "layer0::DenseLayer",
                        "layer1::Bidirectional:container",
                        "layer1:f:LSTM",
                        "layer1:b:LSTM",
                        "layer2::FrozenLayer:frozen:container",
                        "layer2::LastTimeStep:frozen:container",
                        "layer2::LSTM:frozen",
                        "layer3::FrozenLayerWithBackprop:frozen:container",
                        "layer3::BatchNormalization:frozen",
                        "out::OutputLayer");
    }

    @Test
    void everyLayerAndParametricVertexOfAGraphIsVisited() {
        ComputationGraphConfiguration conf = graph();
        conf.getVertices().computeIfPresent("recurrent", (name, vertex) -> new FrozenVertex(vertex));
        assertThat(described(LayerTree.of(conf)))
                .containsExactly(
                        "attention::AttentionVertex",
                        "recurrent::LSTM:frozen",
                        "last::LastTimeStep:container",
                        "last::LSTM",
                        "out::OutputLayer");
    }

    @Test
    void parameterRolesHaveTheKeysOfTheNetworksParameterTable() {
        MultiLayerNetwork network = new MultiLayerNetwork(nested());
        network.init();
        assertThat(LayerTree.of(network.getLayerWiseConfigurations())
                        .parameterRoles()
                        .keySet())
                .containsExactlyElementsOf(network.paramTable().keySet());

        ComputationGraph graph = new ComputationGraph(graph());
        graph.init();
        assertThat(LayerTree.of(graph.getConfiguration()).parameterRoles())
                .containsOnlyKeys(graph.paramTable().keySet())
                .containsEntry("attention_Wq", ParameterRole.WEIGHT)
                .containsEntry("last_b", ParameterRole.BIAS);
    }

    @Test
    void rewritingReachesInnerLayersAndLeavesTheOriginalOfAClone() {
        MultiLayerConfiguration original = nested();
        String before = original.toJson();
        MultiLayerConfiguration conf = original.clone();
        LayerTree.of(conf).rewrite(node -> {
            Layer layer = node.layer().orElseThrow();
            if (layer instanceof LSTM) {
                LSTM wider = (LSTM) layer.clone();
                wider.setForgetGateBiasInit(7);
                return wider;
            }
            return layer instanceof BatchNormalization ? new ActivationLayer(Activation.TANH) : layer;
        });
        List<LSTM> rewritten = LayerTree.of(conf).nodes().stream()
                .filter(node -> node.config() instanceof LSTM)
                .map(node -> (LSTM) node.config())
                .collect(Collectors.toList());
        assertThat(rewritten).hasSize(3).allMatch(lstm -> lstm.getForgetGateBiasInit() == 7);
        assertThat(described(LayerTree.of(conf)))
                .contains("layer2::LSTM:frozen", "layer3::ActivationLayer:frozen")
                .doesNotContain("layer3::BatchNormalization:frozen");
        assertThat(original.toJson()).isEqualTo(before);
        new MultiLayerNetwork(conf).init();
    }

    @Test
    void aLayerVertexIsRewrittenInPlace() {
        ComputationGraphConfiguration conf = graph();
        LayerTree.of(conf)
                .rewrite(node -> node.layerName().equals("recurrent")
                        ? new FrozenLayer(node.layer().orElseThrow())
                        : node.layer().orElseThrow());
        LayerVertex vertex = (LayerVertex) conf.getVertices().get("recurrent");
        assertThat(vertex.getLayerConf().getLayer()).isInstanceOf(FrozenLayer.class);
        new ComputationGraph(conf).init();
    }

    @Test
    void aRefusedRewriteChangesNothing() {
        MultiLayerConfiguration conf = nested();
        String before = conf.toJson();
        assertThatThrownBy(() -> LayerTree.of(conf)
                        .rewrite(node -> node.layerName().equals("out") ? null : new ActivationLayer(Activation.TANH)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rewritten layer out must be given");
        assertThat(conf.toJson()).isEqualTo(before);
    }

    @Test
    void ourOwnCompositeLayersAreWalked() {
        MultiLayerConfiguration conf = nested();
        LayerTree.of(conf)
                .rewrite(node -> node.layerName().equals("out")
                        ? new TwoLayers(dense(), lstm())
                        : node.layer().orElseThrow());
        LayerTree tree = LayerTree.of(conf);
        assertThat(described(tree)).contains("out::TwoLayers:container", "out:b0.:DenseLayer", "out:b1.:LSTM");
        assertThat(ParameterRole.of(new TwoLayers(dense(), lstm()), "b1.RW")).isEqualTo(ParameterRole.WEIGHT);

        tree.rewrite(
                node -> node.config() instanceof LSTM ? dense() : node.layer().orElseThrow());
        assertThat(described(LayerTree.of(conf))).contains("out:b1.:DenseLayer");
    }
}
