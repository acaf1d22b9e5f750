package io.github.dl4jregularizers.residual;

import static io.github.dl4jregularizers.residual.FusionNetworks.chain;
import static io.github.dl4jregularizers.residual.FusionNetworks.conv;
import static io.github.dl4jregularizers.residual.FusionNetworks.images;
import static io.github.dl4jregularizers.residual.FusionNetworks.norm;
import static io.github.dl4jregularizers.residual.FusionNetworks.output;
import static io.github.dl4jregularizers.residual.FusionNetworks.residual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.optimizer.AdamW;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

/** The way back, files, and bad arguments of {@link FusedNetworks}. */
class ExpandedNetworksTest {

    @Test
    void theWayBackOfAGraphRestoresItsVertices() {
        ComputationGraphConfiguration conf = residual().build();
        ComputationGraphConfiguration back = FusedNetworks.plain(FusedNetworks.of(conf));
        assertThat(back.getVertices())
                .containsOnlyKeys(
                        "stem",
                        "conv1",
                        "norm1",
                        "project",
                        "relu1-add",
                        "relu1",
                        "conv2",
                        "norm2",
                        "sum2",
                        "pool",
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
        ComputationGraphConfiguration graph = images().addLayer("x", scaled, "in")
                .addLayer("out", output(), "x")
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FusedNetworks.plain(graph))
                .withMessageContaining("scaleAtInference of block x must be false");
        MultiLayerConfiguration sequence =
                chain(new ResidualBlock.Builder().body(conv(3, 1)).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FusedNetworks.plain(sequence))
                .withMessageContaining("toComputationGraph()");
        MultiLayerConfiguration concatenation =
                chain(new ConcatenationBlock.Builder().skip().path(conv(3, 1)).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FusedNetworks.plain(concatenation))
                .withMessageContaining("a MultiLayerNetwork with a ConcatenationBlock");
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
                .isThrownBy(
                        () -> FusedNetworks.of(new ComputationGraph(residual().build())))
                .withMessageContaining("network must be initialized");
    }

    @Test
    void fusionIsAStepOfAChainOfChanges() {
        ComputationGraphConfiguration conf = residual().build();
        ComputationGraphConfiguration fused =
                AdamW.builder().build().andThen(FusedNetworks.fusion()).applyTo(conf);
        assertThat(fused).isEqualTo(FusedNetworks.of(AdamW.builder().build().applyTo(conf)));
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
