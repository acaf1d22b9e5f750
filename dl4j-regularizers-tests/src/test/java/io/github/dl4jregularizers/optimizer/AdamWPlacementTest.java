package io.github.dl4jregularizers.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.attention.SelfAttentionWithDropout;
import io.github.dl4jregularizers.internal.config.ParametricLayer;
import io.github.dl4jregularizers.internal.config.ParametricLayers;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;

/** The parameters that decay, measured by the update: with a zero gradient only decay moves a parameter. */
class AdamWPlacementTest {

    private static final AdamW ADAMW =
            AdamW.builder().learningRate(0.1).weightDecay(0.5).build();
    private static final double SHARE = 0.05;

    /** Without a wrapper inside a Bidirectional, which DL4J cannot train: it finds no updater for it. */
    static Stream<ParametricLayer> layers() {
        return ParametricLayers.rows().filter(row -> {
            Layer layer = row.configuration().getConf(0).getLayer();
            return !(layer instanceof Bidirectional && ((Bidirectional) layer).getFwd() instanceof BaseWrapperLayer);
        });
    }

    private static MultiLayerNetwork network(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        return network;
    }

    private static MultiLayerConfiguration single(Layer layer, InputType input) {
        return new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .list()
                .layer(layer)
                .validateOutputLayerConfig(false)
                .setInputType(input)
                .build();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void exactlyTheWeightsOfEveryLayerOfDl4jDecay(ParametricLayer row) {
        MultiLayerConfiguration conf = ADAMW.applyTo(row.configuration());
        Layer layer = conf.getConf(0).getLayer();
        boolean unregularized = layer instanceof FrozenLayer
                || layer instanceof FrozenLayerWithBackprop
                || layer instanceof OCNNOutputLayer;
        Set<String> weights = new TreeSet<>();
        for (String parameter : row.roles().split(" ")) {
            String name = parameter.substring(0, parameter.indexOf('='));
            if (parameter.endsWith("=WEIGHT") && !unregularized && !layer.isPretrainParam(name)) {
                weights.add("0_" + name);
            }
        }
        assertThat(Updates.shrinkingBy(SHARE, network(conf), false)).isEqualTo(weights);
        assertThat(Updates.shrinkingBy(SHARE, network(conf), true))
                .as("with external gradients")
                .isEqualTo(weights);
    }

    @Test
    void weightsOfVerticesDecayUnlessFrozen() {
        ComputationGraphConfiguration conf = new NeuralNetConfiguration.Builder()
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
                .addLayer("still", new LSTM.Builder().nOut(3).build(), "attention")
                .addLayer(
                        "out",
                        new RnnOutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "still")
                .setOutputs("out")
                .build();
        conf.getVertices().computeIfPresent("still", (name, vertex) -> new FrozenVertex(vertex));
        ComputationGraph graph = new ComputationGraph(ADAMW.applyTo(conf));
        graph.init();
        assertThat(Updates.shrinkingBy(SHARE, graph, false))
                .containsExactly("attention_Wk", "attention_Wo", "attention_Wq", "attention_Wv", "out_W");
    }

    @Test
    void projectionsOfAttentionWithDropoutAreWeightsThatDecay() {
        SelfAttentionWithDropout attention = new SelfAttentionWithDropout.Builder()
                .dropRate(DropRate.of(0.3))
                .projectInput(true)
                .nHeads(2)
                .headSize(3)
                .nOut(4)
                .build();
        MultiLayerConfiguration conf = ADAMW.applyTo(single(attention, InputType.recurrent(3, 5)));
        assertThat(DecayReport.of(conf)).hasSize(4).allSatisfy(parameter -> {
            assertThat(parameter.role()).isEqualTo("weight");
            assertThat(parameter.decays()).hasSize(1);
        });
        assertThat(Updates.shrinkingBy(SHARE, network(conf), false))
                .containsExactlyInAnyOrder("0_Wq", "0_Wk", "0_Wv", "0_Wo");
    }

    /** DL4J subtracts what an updater leaves of the gradient, and NoOp leaves all of it. */
    @Test
    void noOpHoldsNothingStillAndIsReplacedLikeAnyOtherUpdater() {
        Layer learning = new DenseLayer.Builder()
                .nOut(4)
                .updater(new NoOp())
                .weightDecay(0.1)
                .build();
        MultiLayerConfiguration conf = single(learning, InputType.feedForward(3));
        MultiLayerNetwork stock = network(conf.clone());
        stock.initGradientsView();
        BaseMultiLayerUpdater<?> updater = Updates.updater(stock);
        updater.getFlattenedGradientsView().assign(1);
        Gradient gradient = new DefaultGradient(updater.getFlattenedGradientsView());
        updater.update(gradient, 0, 0, 1, LayerWorkspaceMgr.noWorkspaces());
        assertThat(gradient.gradient().minNumber().doubleValue()).isGreaterThan(0.5);

        MultiLayerConfiguration changed = ADAMW.applyTo(conf);
        assertThat(Updates.shrinkingBy(SHARE, network(changed), false)).containsExactly("0_W");
        assertThat(changed.getConf(0).getLayer().getUpdaterByParam("W")).isInstanceOf(BiasCorrectedAdam.class);
        assertThat(DecayReport.of(changed)).allMatch(DecayReport.Entry::isTrained);
    }

    @Test
    void biasesLearnWithTheSameUpdater() {
        MultiLayerConfiguration conf = ADAMW.applyTo(
                single(new DenseLayer.Builder().nOut(4).biasUpdater(new Sgd(9)).build(), InputType.feedForward(3)));
        assertThat(conf.getConf(0).getLayer().getUpdaterByParam("b")).isInstanceOf(BiasCorrectedAdam.class);
    }

    @Test
    void sgdWSetsUpTheSameDecayWithAnotherUpdater() {
        MultiLayerConfiguration conf = single(
                new DenseLayer.Builder()
                        .nOut(4)
                        .hasLayerNorm(true)
                        .weightDecay(0.1)
                        .build(),
                InputType.feedForward(3));
        MultiLayerConfiguration nesterov =
                SgdW.builder().learningRate(0.1).weightDecay(0.5).build().applyTo(conf);
        assertThat(nesterov.getConf(0).getLayer().getUpdaterByParam("b")).isEqualTo(new Nesterovs(0.1, 0.9));
        assertThat(Updates.shrinkingBy(SHARE, network(nesterov), false)).containsExactly("0_W");
        MultiLayerConfiguration plain =
                SgdW.builder().momentum(0).learningRate(0.2).build().applyTo(conf);
        assertThat(plain.getConf(0).getLayer().getUpdaterByParam("W")).isEqualTo(new Sgd(0.2));
    }

    @Test
    void excludedWeightsDoNotDecay() {
        AdamW without = AdamW.builder()
                .learningRate(0.1)
                .weightDecay(0.5)
                .exclude((layer, parameter) -> layer.equals("rnn") && parameter.endsWith("RW"))
                .exclude((layer, parameter) -> parameter.equals("W"))
                .build();
        Layer rnn = new Bidirectional(new LSTM.Builder().nOut(4).build());
        rnn.setLayerName("rnn");
        MultiLayerConfiguration conf = without.applyTo(single(rnn, InputType.recurrent(3)));
        assertThat(Updates.shrinkingBy(SHARE, network(conf), false)).containsExactly("0_bW", "0_fW");
        assertThat(Updates.shrinkingBy(SHARE, network(conf), true)).containsExactly("0_bW", "0_fW");

        conf = without.applyTo(single(new DenseLayer.Builder().nOut(4).build(), InputType.feedForward(3)));
        assertThat(Updates.shrinkingBy(SHARE, network(conf), false)).isEmpty();
    }

    @Test
    void indistinguishableWeightsAreRefusedAndNothingIsChanged() {
        MultiLayerConfiguration conf = single(
                new DenseLayer.Builder()
                        .nOut(4)
                        .hasLayerNorm(true)
                        .name("narrow")
                        .build(),
                InputType.feedForward(1));
        String before = conf.toJson();
        assertThatThrownBy(() -> ADAMW.applyTo(conf))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Layer narrow")
                .hasMessageContaining("W=4")
                .hasMessageContaining("g=4")
                .hasMessageContaining("exclude both, or neither");
        assertThat(conf.toJson()).isEqualTo(before);
        AdamW both = AdamW.builder()
                .exclude((layer, parameter) -> layer.equals("narrow"))
                .build();
        assertThat(Updates.shrinkingBy(1e-5, network(both.applyTo(conf)), false))
                .isEmpty();

        AdamW inputsOnly = AdamW.builder()
                .exclude((layer, parameter) -> parameter.equals("RW"))
                .build();
        assertThatThrownBy(() ->
                        inputsOnly.applyTo(single(new LSTM.Builder().nOut(4).build(), InputType.recurrent(4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("W=64");
        assertThat(Updates.shrinkingBy(
                        1e-5,
                        network(inputsOnly.applyTo(
                                single(new LSTM.Builder().nOut(4).build(), InputType.recurrent(3)))),
                        false))
                .containsExactly("0_W");
    }

    @Test
    void directionsOfABidirectionalCannotDiffer() {
        AdamW forwardOnly = AdamW.builder()
                .exclude((layer, parameter) -> parameter.equals("bRW"))
                .build();
        assertThatThrownBy(() -> forwardOnly.applyTo(
                        single(new Bidirectional(new LSTM.Builder().nOut(4).build()), InputType.recurrent(3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("decay of parameter bRW")
                .hasMessageContaining("Bidirectional");
    }
}
