package io.github.dl4jregularizers.residual;

import static io.github.dl4jregularizers.residual.FusionNetworks.add;
import static io.github.dl4jregularizers.residual.FusionNetworks.chain;
import static io.github.dl4jregularizers.residual.FusionNetworks.conv;
import static io.github.dl4jregularizers.residual.FusionNetworks.images;
import static io.github.dl4jregularizers.residual.FusionNetworks.norm;
import static io.github.dl4jregularizers.residual.FusionNetworks.output;
import static io.github.dl4jregularizers.residual.FusionNetworks.relu;
import static io.github.dl4jregularizers.residual.FusionNetworks.residual;
import static io.github.dl4jregularizers.residual.FusionNetworks.uNet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

/** Which layers are fused, which are left and why. */
class FusedNetworksTest {

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
                        "1 sequences, 2 residual blocks, 0 concatenations, 1 layers and vertices left",
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
    void readersOutsideAChainEndIt() {
        ComputationGraphConfiguration conf = images().addLayer("a", conv(3, 1), "in")
                .addLayer("b", norm(), "a")
                .addLayer("c", conv(3, 1), "b")
                .addLayer("d", relu(), "c")
                .addVertex("product", new ElementWiseVertex(ElementWiseVertex.Op.Product), "d", "b")
                .addLayer("out", output(), "product")
                .build();
        FusionReport plan = FusedNetworks.plan(conf);
        assertThat(plan.sequences()).containsExactly(entry("b", List.of("a", "b")), entry("d", List.of("c", "d")));
        assertThat(plan.left()).contains(entry("product", "is a ElementWiseVertex"));
    }

    @Test
    void concatenationsBecomeBlocksFromTheInsideOut() {
        ComputationGraphConfiguration conf = uNet().build();
        FusionReport plan = FusedNetworks.plan(conf);
        assertThat(plan.concatenations())
                .containsExactly(
                        entry("low", List.of("half2", "deep", "up2", "low")),
                        entry("high", List.of("half1", "second", "low", "up1", "high")));
        assertThat(plan.sequences()).containsExactly(entry("pool", List.of("first", "high", "last", "pool")));
        assertThat(plan.left()).containsOnlyKeys("out");
        assertThat(plan.isEmpty()).isFalse();
        assertThat(plan.toString())
                .startsWith("1 sequences, 0 residual blocks, 2 concatenations, 1 layers and vertices left")
                .contains("concatenation low: half2, deep, up2, low");
        ComputationGraphConfiguration fused = FusedNetworks.of(conf);
        assertThat(fused.getVertices()).containsOnlyKeys("pool", "out");
        ComputationGraphConfiguration plain = FusedNetworks.plain(fused);
        assertThat(plain.getVertices()).isEqualTo(conf.getVertices());
        assertThat(plain.getVertexInputs()).isEqualTo(conf.getVertexInputs());
        assertThat(ComputationGraphConfiguration.fromJson(fused.toJson())).isEqualTo(fused);
    }

    /** DL4J's builder sets the axis of the channels only where it knows the input type. */
    @Test
    void concatenationsAlongAnotherAxisStay() {
        for (int axis : new int[] {1, 2, 3}) {
            MergeVertex merge = new MergeVertex();
            merge.setMergeAxis(axis);
            ConvolutionLayer.Builder last =
                    new ConvolutionLayer.Builder(1, 1).nIn(3).nOut(3).dataFormat(CNN2DFormat.NHWC);
            ComputationGraphConfiguration conf = new NeuralNetConfiguration.Builder()
                    .graphBuilder()
                    .addInputs("in")
                    .addLayer("a", last.build(), "in")
                    .addLayer("b", last.build(), "a")
                    .addVertex("both", merge, "a", "b")
                    .addLayer("out", new CnnLossLayer.Builder().build(), "both")
                    .setOutputs("out")
                    .build();
            FusionReport plan = FusedNetworks.plan(conf);
            if (axis == 3) {
                assertThat(plan.concatenations()).containsOnlyKeys("both");
            } else {
                assertThat(plan.left())
                        .contains(entry(
                                "both", "may concatenate along another axis than that of the channels: axis " + axis));
            }
        }
    }

    @Test
    void concatenationsThatAreNoBlocksSayWhy() {
        ComputationGraphConfiguration conf = images().addLayer("a", conv(3, 1), "in")
                .addVertex("twice", new MergeVertex(), "a", "a")
                .addLayer("b", conv(3, 1), "twice")
                .addVertex("mixed", new MergeVertex(), "b", "a")
                .addLayer("out", output(), "mixed")
                .build();
        assertThat(FusedNetworks.plan(conf).left())
                .contains(
                        entry("twice", "concatenates paths without layers"),
                        entry(
                                "mixed",
                                "concatenates paths that are no chains of layers from one vertex: twice is a"
                                        + " MergeVertex, a has several readers or is an output"));
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
    void aSumBehindAnotherVertexSaysWhy() {
        ComputationGraphConfiguration conf = images().addLayer("a", conv(3, 1), "in")
                .addLayer("b", conv(3, 1), "a")
                .addVertex("merged", new ElementWiseVertex(ElementWiseVertex.Op.Max), "b", "a")
                .addLayer("c", conv(3, 1), "merged")
                .addVertex("sum", add(), "c", "a")
                .addLayer("out", output(), "sum")
                .build();
        assertThat(FusedNetworks.plan(conf).left())
                .contains(entry(
                        "sum",
                        "adds paths that are no chains of layers from one vertex: merged is a ElementWiseVertex, a"
                                + " has several readers or is an output"));
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
                .layer(new RnnOutputLayer.Builder()
                        .nIn(3)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
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
                .layer(new OutputLayer.Builder()
                        .nIn(3)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        assertThat(FusedNetworks.plan(conf).sequences())
                .containsExactly(
                        entry("layer1", List.of("layer0", "layer1")), entry("layer3", List.of("layer2", "layer3")));
    }
}
