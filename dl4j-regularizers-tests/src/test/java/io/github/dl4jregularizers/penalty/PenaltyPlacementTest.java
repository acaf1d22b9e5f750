package io.github.dl4jregularizers.penalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.optimizer.DecayReport;
import io.github.dl4jregularizers.optimizer.Updates;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;

/** The penalized parameters, the number of registrations, and their persistence. */
class PenaltyPlacementTest {

    private static final ElasticNet NET = new ElasticNet(0, 0.25);

    static Stream<WeightPenalty<?>> penalties() {
        return Stream.of(
                new ElasticNet(0.01, 0.02),
                new GroupLasso(0.01),
                new SoftOrthogonality(0.01),
                new SoftOrthogonality(0.01).withoutDiagonal(),
                new SpectralNormPenalty(0.01, 300),
                new ElasticNet(0.01, 0.02).proximal(),
                new GroupLasso(0.01).proximal());
    }

    private static MultiLayerConfiguration conf(NeuralNetConfiguration.Builder base, InputType input, Layer... layers) {
        return base.list(layers)
                .validateOutputLayerConfig(false)
                .setInputType(input)
                .build();
    }

    static NeuralNetConfiguration.Builder base() {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(1))
                .activation(Activation.TANH);
    }

    static MultiLayerNetwork network(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        return network;
    }

    static MultiLayerConfiguration classifier(NeuralNetConfiguration.Builder base) {
        return conf(
                base,
                InputType.feedForward(3),
                new DenseLayer.Builder()
                        .nOut(4)
                        .hasLayerNorm(true)
                        .name("dense")
                        .build(),
                new PReLULayer.Builder().inputShape(4).name("slope").build(),
                new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .name("out")
                        .build());
    }

    /** With a gradient of 0 and the penalty w^2 / 8, each penalized number decreases by a quarter. */
    private static void assertPenalized(Model model, String... keys) {
        Map<String, INDArray> before = new TreeMap<>();
        INDArray update = Updates.ofZeroGradients(model, false);
        long from = 0;
        for (Map.Entry<String, INDArray> parameter : model.paramTable().entrySet()) {
            long to = from + parameter.getValue().length();
            INDArray share = update.get(NDArrayIndex.interval(from, to))
                    .div(model.params().reshape(update.length()).get(NDArrayIndex.interval(from, to)));
            if (share.norm1Number().doubleValue() != 0) {
                assertThat(share.sub(0.25).norm1Number().doubleValue())
                        .as(parameter.getKey())
                        .isLessThan(1e-12);
                before.put(parameter.getKey(), share);
            }
            from = to;
        }
        assertThat(before.keySet()).containsExactlyInAnyOrder(keys);
    }

    @Test
    void weightsArePenalizedOnceWhateverWasSetGlobally() {
        MultiLayerConfiguration conf = classifier(base().l1(0.7).l2(0.3));
        MultiLayerConfiguration penalized = NET.applyTo(NET.applyTo(conf));
        assertPenalized(network(penalized), "0_W", "2_W");
        assertThat(DecayReport.of(penalized))
                .filteredOn(one -> !one.penalties().isEmpty())
                .extracting(Object::toString)
                .containsExactly(
                        "0_W (weight of layer dense): no decay, also ElasticNet(l1 0.0, l2 0.25) of [W] without [g]",
                        "2_W (weight of layer out): no decay, also ElasticNet(l1 0.0, l2 0.25)");
        assertPenalized(network(new ElasticNet(0, 0).applyTo(penalized)));
    }

    @Test
    void applyingAgainReplacesThePenaltyAndKeepsTheOthers() {
        MultiLayerConfiguration conf = classifier(base());
        String bare = conf.toJson();
        MultiLayerConfiguration both = new GroupLasso(0.5).applyTo(NET.applyTo(conf));
        assertThat(new GroupLasso(0.5)
                        .applyTo(new GroupLasso(0.1).proximal().applyTo(both))
                        .toJson())
                .isEqualTo(both.toJson());
        assertThat(new GroupLasso(0).andThen(new ElasticNet(0, 0)).applyTo(both).toJson())
                .isEqualTo(bare);
    }

    @Test
    void containersAndWrappersArePenalizedInside() {
        MultiLayerConfiguration conf = conf(
                base(),
                InputType.feedForward(4),
                new ResidualBlock.Builder()
                        .body(new DenseLayer.Builder().nOut(4).build())
                        .dropRate(DropRate.of(0.1))
                        .build(),
                new DropConnect(
                        DropRate.of(0.5), new DenseLayer.Builder().nOut(3).build()),
                new FrozenLayer(new DenseLayer.Builder().nOut(4).build()));
        assertPenalized(network(NET.applyTo(conf)), "0_body0.W", "1_W");
        conf = conf(
                base(),
                InputType.recurrent(4),
                new Bidirectional(new LSTM.Builder().nOut(4).build()));
        assertPenalized(network(NET.applyTo(conf)), "0_fW", "0_fRW", "0_bW", "0_bRW");
        penalties()
                .forEach(penalty -> penalty.applyTo(conf(
                        base(),
                        InputType.recurrent(4),
                        new Bidirectional(new LSTM.Builder().nOut(4).build()))));
    }

    @Test
    @SuppressWarnings("deprecation")
    void peepholesArePenalizedAndNoPartOfTheMatrix() {
        MultiLayerConfiguration conf = conf(
                base(), InputType.recurrent(3), new GravesLSTM.Builder().nOut(2).build());
        assertPenalized(network(NET.applyTo(conf)), "0_W", "0_RW");
    }

    @Test
    void verticesOfAGraphArePenalized() {
        ComputationGraphConfiguration conf = base().graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.recurrent(4, 5))
                .addVertex(
                        "attention",
                        new AttentionVertex.Builder()
                                .nInKeys(4)
                                .nInQueries(4)
                                .nInValues(4)
                                .nOut(3)
                                .nHeads(2)
                                .headSize(3)
                                .projectInput(true)
                                .build(),
                        "in",
                        "in",
                        "in")
                .addLayer(
                        "out",
                        new RnnOutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "attention")
                .setOutputs("out")
                .build();
        ComputationGraph graph = new ComputationGraph(NET.applyTo(conf));
        graph.init();
        assertPenalized(graph, "attention_Wk", "attention_Wo", "attention_Wq", "attention_Wv", "out_W");
        penalties().forEach(penalty -> assertThat(DecayReport.of(penalty.applyTo(conf)))
                .filteredOn(one -> !one.penalties().isEmpty())
                .hasSize(5));
    }

    @Test
    void indistinguishableParametersAreRefusedAndNothingIsChanged() {
        MultiLayerConfiguration narrow = conf(
                base(),
                InputType.feedForward(1),
                new DenseLayer.Builder()
                        .nOut(4)
                        .hasLayerNorm(true)
                        .name("narrow")
                        .build());
        String before = narrow.toJson();
        penalties().forEach(penalty -> assertThatThrownBy(() -> penalty.applyTo(narrow))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Layer narrow")
                .hasMessageContaining("W=4")
                .hasMessageContaining("g=4"));
        assertThat(narrow.toJson()).isEqualTo(before);

        MultiLayerConfiguration attention = conf(
                base(),
                InputType.recurrent(4, 5),
                new SelfAttentionLayer.Builder()
                        .nHeads(2)
                        .headSize(2)
                        .nOut(4)
                        .projectInput(true)
                        .name("attention")
                        .build());
        NET.applyTo(attention);
        assertThatThrownBy(() -> new GroupLasso(1).applyTo(attention))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Layer attention")
                .hasMessageContaining("Wq=[2, 2, 4]")
                .hasMessageContaining("Wo=[4, 4]");
        assertThatThrownBy(() -> NET.exclude((layer, parameter) -> parameter.equals("bRW"))
                        .applyTo(conf(
                                base(),
                                InputType.recurrent(3),
                                new Bidirectional(new LSTM.Builder().nOut(4).build()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("penalty of parameter bRW");
    }
}
