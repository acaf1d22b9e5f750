package io.github.dl4jregularizers.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.optimizer.AdamW;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

/** Which layers are fused, which are left and why, and the way back. */
class FusedNetworksTest {

    static GraphBuilder images() {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .activation(Activation.IDENTITY)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("in")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(6, 6, 3));
    }

    static ConvolutionLayer conv(int size, int stride) {
        return new ConvolutionLayer.Builder(size, size).stride(stride, stride).nOut(3).hasBias(false).build();
    }

    static Layer norm() {
        return new BatchNormalization();
    }

    static Layer relu() {
        return new ActivationLayer(Activation.RELU);
    }

    static ElementWiseVertex add() {
        return new ElementWiseVertex(ElementWiseVertex.Op.Add);
    }

    static OutputLayer output() {
        return new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build();
    }

    /** One block with a projection and an activation after the sum, one with the identity and none. */
    static GraphBuilder residual() {
        return images().addLayer("stem", conv(3, 1), "in")
                .addLayer("conv1", conv(3, 2), "stem")
                .addLayer("norm1", norm(), "conv1")
                .addLayer("project", conv(1, 2), "stem")
                .addVertex("sum1", add(), "project", "norm1")
                .addLayer("relu1", relu(), "sum1")
                .addLayer("conv2", conv(3, 1), "relu1")
                .addLayer("norm2", norm(), "conv2")
                .addVertex("sum2", add(), "norm2", "relu1")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "sum2")
                .addLayer("out", output(), "pool");
    }

    @Test
    void sumsBecomeBlocksAndChainsSequences() {
        ComputationGraphConfiguration conf = residual().build();
        FusionReport plan = FusedNetworks.plan(conf);
        assertThat(plan.blocks())
                .containsExactly(
                        entry("relu1", List.of("conv1", "norm1", "project", "sum1", "relu1")),
                        entry("sum2", List.of("conv2", "norm2", "sum2")));
        assertThat(plan.sequences()).containsExactly(entry("pool", List.of("stem", "relu1", "sum2", "pool")));
        assertThat(plan.left()).containsExactly(entry("out", "computes the loss"));
        assertThat(plan.isEmpty()).isFalse();
        assertThat(plan.toString().lines())
                .containsExactly(
                        "1 sequences, 2 residual blocks, 1 layers and vertices left",
                        "block relu1: conv1, norm1, project, sum1, relu1",
                        "block sum2: conv2, norm2, sum2",
                        "sequence pool: stem, relu1, sum2, pool",
                        "left out: computes the loss");
        assertThat(FusedNetworks.of(conf).getVertices()).containsOnlyKeys("pool", "out");
    }

    @Test
    void theArgumentIsNotChanged() {
        ComputationGraphConfiguration graph = residual().build();
        MultiLayerConfiguration sequence = chain(conv(3, 1), norm(), relu());
        String graphBefore = graph.toJson();
        String sequenceBefore = sequence.toJson();
        FusedNetworks.plain(FusedNetworks.of(graph));
        FusedNetworks.plain(FusedNetworks.of(sequence));
        assertThat(graph.toJson()).isEqualTo(graphBefore);
        assertThat(sequence.toJson()).isEqualTo(sequenceBefore);
    }

    private static MultiLayerConfiguration chain(Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(3)
                .activation(Activation.TANH)
                .convolutionMode(ConvolutionMode.Same)
                .list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        return list.layer(output()).setInputType(InputType.convolutional(6, 6, 3)).build();
    }

    @Test
    void aPreprocessorStartsANewSequence() {
        DenseLayer first = new DenseLayer.Builder().nOut(4).name("first").build();
        DenseLayer second = new DenseLayer.Builder().nOut(4).name("second").build();
        MultiLayerConfiguration conf = chain(conv(3, 1), norm(), first, second);
        assertThat(FusedNetworks.plan(conf).sequences())
                .containsExactly(
                        entry("layer1", List.of("layer0", "layer1")), entry("second", List.of("first", "second")));
        MultiLayerConfiguration fused = FusedNetworks.of(conf);
        assertThat(fused.getConfs()).hasSize(3);
        assertThat(fused.getInputPreProcess(1)).isEqualTo(conf.getInputPreProcess(2));
        assertThat(FusedNetworks.plain(fused).toJson()).isEqualTo(conf.toJson());
    }

    @Test
    void theWayBackOfAGraphRestoresItsVertices() {
        ComputationGraphConfiguration conf = residual().build();
        ComputationGraphConfiguration back = FusedNetworks.plain(FusedNetworks.of(conf));
        assertThat(back.getVertices())
                .containsOnlyKeys(
                        "stem", "conv1", "norm1", "project", "relu1-add", "relu1", "conv2", "norm2", "sum2", "pool",
                        "out");
        conf.getVertices().forEach((name, vertex) -> {
            if (!name.equals("sum1")) {
                assertThat(back.getVertices().get(name)).as(name).isEqualTo(vertex);
            }
        });
        assertThat(back.getVertexInputs().get("relu1-add")).containsExactlyInAnyOrder("project", "norm1");
        assertThat(back.getVertexInputs().get("sum2")).containsExactlyInAnyOrder("relu1", "norm2");
    }

    @Test
    void readersOutsideAChainEndIt() {
        ComputationGraphConfiguration conf = images().addLayer("a", conv(3, 1), "in")
                .addLayer("b", norm(), "a")
                .addLayer("c", conv(3, 1), "b")
                .addLayer("d", relu(), "c")
                .addVertex("both", new MergeVertex(), "d", "b")
                .addLayer("out", output(), "both")
                .build();
        FusionReport plan = FusedNetworks.plan(conf);
        assertThat(plan.sequences())
                .containsExactly(entry("b", List.of("a", "b")), entry("d", List.of("c", "d")));
        assertThat(plan.left()).contains(entry("both", "is a MergeVertex"));
    }

    @Test
    void anOutputOfTheNetworkEndsAChain() {
        ComputationGraphConfiguration conf = images().addLayer("a", conv(3, 1), "in")
                .addLayer("b", norm(), "a")
                .addLayer("c", relu(), "b")
                .addLayer("out", output(), "c")
                .setOutputs("out", "b")
                .validateOutputLayerConfig(false)
                .build();
        FusionReport plan = FusedNetworks.plan(conf);
        assertThat(plan.sequences()).containsExactly(entry("b", List.of("a", "b")));
        assertThat(plan.left()).contains(entry("c", "has no layer beside it to be fused with"));
    }

    @Test
    void aSumOfConcatenatedPathsSaysWhy() {
        ComputationGraphConfiguration conf = images().addLayer("a", conv(3, 1), "in")
                .addLayer("b", conv(3, 1), "a")
                .addVertex("merged", new MergeVertex(), "b", "a")
                .addLayer("c", conv(3, 1), "merged")
                .addVertex("sum", add(), "c", "a")
                .addLayer("out", output(), "sum")
                .build();
        assertThat(FusedNetworks.plan(conf).left())
                .contains(entry(
                        "sum",
                        "adds paths that are no chains of layers from one vertex: merged is a MergeVertex, a has"
                                + " several readers or is an output"));
    }

    /** DL4J's builder refuses such a sum only where it knows the input type. */
    @Test
    void aSumThatBroadcastsSaysWhy() {
        ComputationGraphConfiguration conf = new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", new ConvolutionLayer.Builder(1, 1).nIn(3).nOut(3).build(), "in")
                .addLayer(
                        "pooled",
                        new GlobalPoolingLayer.Builder(PoolingType.AVG)
                                .collapseDimensions(false)
                                .build(),
                        "a")
                .addVertex("sum", add(), "pooled", "a")
                .addLayer("out", new CnnLossLayer.Builder().build(), "sum")
                .setOutputs("out")
                .build();
        assertThat(FusedNetworks.plan(conf).left()).contains(entry("sum", "may add arrays of different shapes"));
    }

    @Test
    void layersThatMustStayInTheNetworkSayWhy() {
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new VariationalAutoencoder.Builder().nIn(3).nOut(3).build())
                .layer(new DenseLayer.Builder()
                        .nIn(3)
                        .nOut(3)
                        .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                        .build())
                .layer(new CountingLayer())
                .layer(new LossLayer.Builder().build())
                .build();
        FusionReport plan = FusedNetworks.plan(conf);
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.left())
                .containsExactly(
                        entry("layer0", "can be pretrained"),
                        entry("layer1", "has its gradients normalized per layer: ClipL2PerLayer"),
                        entry("layer2", "is of the foreign class " + CountingLayer.class.getName()),
                        entry("layer3", "computes the loss"));
        assertThat(FusedNetworks.of(conf)).isEqualTo(conf).isNotSameAs(conf);

        MultiLayerConfiguration recurrent = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LSTM.Builder().nIn(3).nOut(3).build())
                .layer(new RnnOutputLayer.Builder().nIn(3).nOut(2).activation(Activation.SOFTMAX).build())
                .build();
        assertThat(FusedNetworks.plan(recurrent).left())
                .containsExactly(entry("layer0", "keeps state over time"), entry("layer1", "computes the loss"));
    }

    @Test
    void layersOfDifferentGradientNormalizationAreNotFused() {
        DenseLayer.Builder clipped =
                new DenseLayer.Builder().nIn(3).nOut(3).gradientNormalization(GradientNormalization.ClipL2PerParamType);
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()
                .list()
                .layer(clipped.build())
                .layer(new ActivationLayer(Activation.TANH))
                .layer(new DenseLayer.Builder().nIn(3).nOut(3).build())
                .layer(new ActivationLayer(Activation.TANH))
                .layer(new OutputLayer.Builder().nIn(3).nOut(2).activation(Activation.SOFTMAX).build())
                .build();
        assertThat(FusedNetworks.plan(conf).sequences())
                .containsExactly(
                        entry("layer1", List.of("layer0", "layer1")), entry("layer3", List.of("layer2", "layer3")));
    }

    @Test
    void blocksAndSequencesBuiltByHandAreExpandedUnderFreeNames() {
        ResidualBlock block = new ResidualBlock.Builder()
                .body(conv(3, 1), norm())
                .dropRate(DropRate.of(0.5))
                .build();
        ComputationGraphConfiguration conf = images().addLayer("x-body0", conv(1, 1), "in")
                .addLayer("x", new LayerSequence(conv(3, 1), block), "x-body0")
                .addLayer("out", output(), "x")
                .build();
        ComputationGraphConfiguration plain = FusedNetworks.plain(conf);
        assertThat(plain.getVertices())
                .containsOnlyKeys("x-body0", "x-layer0", "x-body0-2", "x-body1", "x-add", "x", "out");
        assertThat(plain.getVertexInputs().get("x-add")).containsExactlyInAnyOrder("x-body1", "x-layer0");
        ComputationGraph network = new ComputationGraph(plain);
        network.init();
        assertThat(network.numParams()).isEqualTo(initialized(conf).numParams());
    }

    private static ComputationGraph initialized(ComputationGraphConfiguration conf) {
        ComputationGraph network = new ComputationGraph(conf);
        network.init();
        return network;
    }

    @Test
    void whatDl4jCannotExpressIsRefused() {
        ResidualBlock scaled = new ResidualBlock.Builder()
                .body(conv(3, 1))
                .dropRate(DropRate.of(0.5))
                .scaleAtInference(true)
                .build();
        ComputationGraphConfiguration graph =
                images().addLayer("x", scaled, "in").addLayer("out", output(), "x").build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FusedNetworks.plain(graph))
                .withMessageContaining("scaleAtInference of block x must be false");
        MultiLayerConfiguration sequence =
                chain(new ResidualBlock.Builder().body(conv(3, 1)).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FusedNetworks.plain(sequence))
                .withMessageContaining("toComputationGraph()");
    }

    @Test
    void badArgumentsAreRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FusedNetworks.of((MultiLayerConfiguration) null))
                .withMessage("conf must be given, but was null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FusedNetworks.of((ComputationGraphConfiguration) null))
                .withMessage("conf must be given, but was null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FusedNetworks.of((ComputationGraph) null))
                .withMessage("network must be given, but was null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FusedNetworks.plain((MultiLayerNetwork) null))
                .withMessage("network must be given, but was null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FusedNetworks.of(new MultiLayerNetwork(chain(conv(3, 1)))))
                .withMessageContaining("network must be initialized");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FusedNetworks.of(new ComputationGraph(residual().build())))
                .withMessageContaining("network must be initialized");
    }

    @Test
    void fusionIsAStepOfAChainOfChanges() {
        ComputationGraphConfiguration conf = residual().build();
        ComputationGraphConfiguration fused =
                AdamW.builder().build().andThen(FusedNetworks.fusion()).applyTo(conf);
        assertThat(fused)
                .isEqualTo(FusedNetworks.of(AdamW.builder().build().applyTo(conf)));
        assertThat(FusedNetworks.fusion()).hasToString("FusedNetworks.fusion()");
    }

    @Test
    void fusedConfigurationsSurviveJson() {
        ComputationGraphConfiguration graph = FusedNetworks.of(residual().build());
        assertThat(ComputationGraphConfiguration.fromJson(graph.toJson())).isEqualTo(graph);
        MultiLayerConfiguration sequence = FusedNetworks.of(chain(conv(3, 1), norm()));
        assertThat(MultiLayerConfiguration.fromJson(sequence.toJson())).isEqualTo(sequence);
    }
}
